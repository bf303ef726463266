/** Money is typed in yuan and kept in cents. */

/** Null for what is no amount, or has more than two decimals. */
export function centsOf(typed: string): number | null {
  const found = /^\s*(\d{1,6})(?:[.。](\d{1,2}))?\s*$/.exec(typed)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : null
}
export const yuanOf = (cents: number | null): string => (cents === null ? '' : (cents / 100).toFixed(2))

/** A whole number from such to such; null for anything else. */
export function wholeOf(typed: string, least: number, most: number): number | null {
  const value = /^\s*[-+]?\d{1,7}\s*$/.test(typed) ? Number(typed) : Number.NaN
  return value >= least && value <= most ? value : null
}
