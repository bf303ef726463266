/** What a scanner read: a reader's card, or something else. */

/** R, the account in seven figures or more, and a figure that tells a misread card: after Luhn. */
export function isCardNumber(text: string): boolean {
  const found = /^R(\d{7,10})(\d)$/.exec(tidied(text).toUpperCase())
  return found !== null && checkFigure(found[1]!) === Number(found[2])
}

/** Scanners and people put spaces and dashes around. */
export const tidied = (text: string) => text.replace(/[\s-]/g, '')

/** Figures with few letters: a label, not a name. */
export const looksLikeBarcode = (text: string) => /^[A-Z]{0,4}\d{5,}$/i.test(tidied(text))

function checkFigure(figures: string): number {
  const total = [...figures].reverse().reduce((sum, figure, place) => {
    const value = Number(figure) * (place % 2 === 0 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return (10 - (total % 10)) % 10
}
