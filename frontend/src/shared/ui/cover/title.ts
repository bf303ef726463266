/** How a title is set: divided into title and subtitle, broken into lines, sized to fit. Widths are in em. */
export type Setting = { lines: string[]; size: number }
export type Measure = (text: string) => number
export type Box = { width: number; height: number; maxSize: number; minSize: number; maxLines: number; leading: number }

const CJK = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]/u
const NEVER_FIRST = /^[，。、：；！？》〉）】』」”’·…—,.:;!?)\]]/u
const NEVER_LAST = /[《〈（【『「“‘([]$/u

export function isCjk(text: string): boolean {
  return CJK.test(text)
}

/** The part before a colon, dash or bracket is the title; what follows is set smaller. */
export function splitTitle(title: string): { main: string; sub: string } {
  const text = title.trim()
  const found =
    /^(.+?)\s*(?:[:：]|——|\s[-–—]\s)\s*(.+)$/u.exec(text) ?? /^(.+?)\s*[（(](.+?)[)）]?$/u.exec(text)
  return found ? { main: found[1]!, sub: found[2]!.replace(/[)）]$/u, '') } : { main: text, sub: '' }
}

/** A careful guess at the width of a line in a bold serif; a little too wide is safe. */
export function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += charWidth(char)
  return width
}

function charWidth(char: string): number {
  if (CJK.test(char)) return 1
  if (char === ' ') return 0.28
  if (/[iljtfrI'’.,:;|!()]/u.test(char)) return 0.4
  if (/[mwMW—…@&]/u.test(char)) return 0.98
  if (/[A-ZÀ-Þ]/u.test(char)) return 0.76
  return 0.6
}

/** Pieces that stay together: Latin words, Chinese words; closing marks stick to what they close. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (const word of text.split(/(\s+)/u)) {
    if (!word) continue
    if (isCjk(word)) pieces.push(...chineseWords(word))
    else pieces.push(word)
  }
  return pieces.reduce<string[]>((glued, piece) => {
    const last = glued.at(-1)
    if (last && (NEVER_FIRST.test(piece) || NEVER_LAST.test(last))) glued[glued.length - 1] = last + piece
    else glued.push(piece)
    return glued
  }, [])
}

let segmenter: Intl.Segmenter | undefined

function chineseWords(text: string): string[] {
  if (!('Segmenter' in Intl)) return text.match(/[\w’'-]+|./gsu) ?? []
  // Made when first needed: it reads a dictionary, which takes longer than everything else about a cover.
  segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' })
  return [...segmenter.segment(text)].map((part) => part.segment)
}

function breakAt(pieces: string[], limit: number, measure: Measure = widthOf): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces) {
    if (line && measure((line + piece).trimEnd()) > limit + 1e-9) {
      lines.push(line.trim())
      line = piece.trimStart()
    } else line += piece
  }
  if (line.trim()) lines.push(line.trim())
  return lines
}

/** The fewest lines that fit the width, evened out so that none is left alone at the end. */
export function breakLines(text: string, limit: number, measure: Measure = widthOf): string[] {
  if (measure(text) <= limit) return [text.trim()]
  const pieces = piecesOf(text)
  const wanted = breakAt(pieces, limit, measure).length
  const whole = measure(text)
  for (let even = whole / wanted; even < limit; even += 0.15) {
    const lines = breakAt(pieces, even, measure)
    if (lines.length === wanted && Math.max(...lines.map(measure)) <= limit) return lines
  }
  return breakAt(pieces, limit, measure)
}

/** The largest setting that fits the box; at the smallest size the rest is cut with an ellipsis. */
export function fit(text: string, box: Box, measure: Measure = widthOf): Setting {
  let first: Setting | null = null
  for (let size = box.maxSize; size >= box.minSize; size -= 0.5) {
    if (first && size < first.size * 0.78) break
    const lines = breakLines(text, box.width / size, measure)
    const wide = Math.max(...lines.map(measure)) * size
    if (wide > box.width || lines.length > box.maxLines || lines.length * size * box.leading > box.height) continue
    if (isEven(lines, measure)) return { lines, size }
    first ??= { lines, size }
  }
  return first ?? { lines: cut(text, box), size: box.minSize }
}

/** No line much shorter than the widest: a lone “The” or “of” looks like a slip; slightly smaller type avoids it. */
function isEven(lines: string[], measure: Measure): boolean {
  const widths = lines.map(measure)
  return Math.min(...widths) >= Math.max(...widths) * 0.44
}

function cut(text: string, box: Box): string[] {
  const room = Math.max(1, Math.min(box.maxLines, Math.floor(box.height / (box.minSize * box.leading))))
  const limit = box.width / box.minSize
  const all = breakAt(piecesOf(text).flatMap((piece) => slices(piece, limit)), limit)
  if (all.length <= room) return all
  const kept = all.slice(0, room)
  let last = kept[room - 1]!
  while (last && widthOf(`${last}…`) > limit) last = last.slice(0, -1)
  kept[room - 1] = `${last.replace(/[\s,，、:：]+$/u, '')}…`
  return kept
}

function slices(piece: string, limit: number): string[] {
  if (widthOf(piece) <= limit) return [piece]
  const parts: string[] = []
  for (const char of piece) {
    const last = parts.at(-1)
    if (last !== undefined && widthOf(last + char) <= limit) parts[parts.length - 1] = last + char
    else parts.push(char)
  }
  return parts
}

/** The length of a column: every character takes a square, up to three figures share one. */
export function columnLengthOf(column: string): number {
  return runsOf(column).reduce((sum, run) => sum + (run.combined ? 1 : [...run.text].length), 0)
}

export type Run = { text: string; combined: boolean }

/** Can this stand upright in a column? Chinese, with short figures or capitals in between. */
export function standsUpright(text: string): boolean {
  const latin = text.match(/[^\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’·…—]+/gu) ?? []
  return isCjk(text) && text.length <= 18 && latin.every((run) => /^[A-Z0-9]{1,4}$/u.test(run))
}

/** Runs of one column: two or three figures share one square, as printers do. */
export function runsOf(column: string): Run[] {
  return (upright(column).match(/\d+|[^\d]+/gu) ?? []).map((text) => ({ text, combined: /^\d{2,3}$/u.test(text) }))
}

// Quotation marks of horizontal lines have their own shapes in columns.
const upright = (text: string) =>
  text.replace(/“/gu, '『').replace(/”/gu, '』').replace(/‘/gu, '「').replace(/’/gu, '」')
