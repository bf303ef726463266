/** The year's card as a picture of 1080 × 1350. It is drawn in the reader's browser: nothing of it is sent anywhere. */
export type YearPicture = {
  title: string
  name: string
  figures: { value: string; words: string }[]
  most: string
  spines: { cloth: string; height: number }[]
  foot: string
}

const WIDTH = 1080
const HEIGHT = 1350
const EDGE = 96
const PAPER = { ground: '#FBF8F3', ink: '#22262E', quiet: '#5C6370', line: '#D6CDBF', seal: '#B23A2E' }

export async function drawYear(facts: YearPicture): Promise<Blob> {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT })
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  const style = getComputedStyle(document.documentElement)
  const [serif, sans] = [style.getPropertyValue('--serif'), style.getPropertyValue('--sans')]
  const write = (text: string, x: number, y: number, font: string, colour: string, width = WIDTH - 2 * EDGE) => {
    pen.font = font
    pen.fillStyle = colour
    pen.fillText(text, x, y, width)
  }
  pen.fillStyle = PAPER.ground
  pen.fillRect(0, 0, WIDTH, HEIGHT)
  pen.fillStyle = PAPER.seal
  pen.fillRect(EDGE, 96, 44, 44)
  write(facts.name, EDGE + 64, 132, `500 36px ${sans}`, PAPER.quiet)
  write(facts.title, EDGE, 250, `700 76px ${serif}`, PAPER.ink)
  facts.figures.forEach(({ value, words }, i) => {
    const [x, y] = [EDGE + (i % 2) * 444, 420 + Math.floor(i / 2) * 210]
    write(value, x, y, `700 112px ${serif}`, i ? PAPER.ink : PAPER.seal, 400)
    write(words, x, y + 52, `400 32px ${sans}`, PAPER.quiet, 400)
  })
  drawShelf(pen, facts.spines, 1080)
  write(facts.most, EDGE, 1168, `500 36px ${serif}`, PAPER.ink)
  write(facts.foot, EDGE, 1262, `400 30px ${sans}`, PAPER.quiet)
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'))
}

function drawShelf(pen: CanvasRenderingContext2D, spines: YearPicture['spines'], floor: number): void {
  const room = WIDTH - 2 * EDGE
  const width = Math.min(44, room / Math.max(spines.length, 1))
  spines.forEach(({ cloth, height }, i) => {
    const tall = (200 * height) / 100
    pen.fillStyle = cloth
    pen.fillRect(EDGE + i * width, floor - tall, width - 3, tall)
    pen.fillStyle = '#ffffff33'
    pen.fillRect(EDGE + i * width + 2, floor - tall, 2, tall)
  })
  pen.fillStyle = PAPER.line
  pen.fillRect(EDGE, floor, room, 10)
}
