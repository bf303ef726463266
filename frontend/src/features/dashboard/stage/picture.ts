/** A drawing of the stage as a picture file: with its title above and its source below, twice as sharp as the screen. */
import type { Look } from './look'

const SHARP = 2

export async function pictureOf(drawing: SVGSVGElement, words: { title: string; source: string }, look: Look): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect()
  const { em, colours } = look
  const [above, below, side] = [em * 3, em * 2.25, em * 1.25]
  const canvas = document.createElement('canvas')
  canvas.width = Math.round((width + 2 * side) * SHARP)
  canvas.height = Math.round((height + above + below) * SHARP)
  const pen = canvas.getContext('2d')!
  pen.scale(SHARP, SHARP)
  pen.fillStyle = colours.sheet
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.textBaseline = 'middle'
  const family = look.font
  pen.fillStyle = colours.ink
  pen.font = `700 ${em * 1.125}px ${family}`
  pen.fillText(words.title, side, above / 2)
  pen.fillStyle = colours.ink2
  pen.font = `${em * 0.75}px ${family}`
  pen.fillText(words.source, side, above + height + below / 2)
  pen.drawImage(await imageOf(drawing, width, height, family), side, above, width, height)
  return await new Promise<Blob>((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png'))
}

async function imageOf(drawing: SVGSVGElement, width: number, height: number, family: string): Promise<HTMLImageElement> {
  const copy = drawing.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(width * SHARP))
  copy.setAttribute('height', String(height * SHARP))
  if (!copy.hasAttribute('viewBox')) copy.setAttribute('viewBox', `0 0 ${width} ${height}`)
  // As a picture it stands alone: nothing of the page's style reaches it.
  copy.style.fontFamily = family
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  return image
}
