/** The whole drawing of one cover, decided from the book alone. Lengths are in a sheet of 200 by 300. */
import { FAMILIES, familyOf, type Hue } from './palette'
import type { Mark } from './marks'
import { PATTERNS } from './patterns'
import { hashOf, pick, randomFrom } from './random'
import { columnLengthOf, fit, isCjk, splitTitle, standsUpright, type Setting } from './title'

export type CoverBook = { id: number; title: string; family: string; language?: string | null }
export type Area = { x: number; y: number; w: number; h: number }
export type Layout = 'column' | 'column-left' | 'slip' | 'head' | 'foot' | 'split' | 'plate' | 'band'
export type Block = Area & Setting & { leading: number; vertical: boolean; align: 'start' | 'center'; onPaper: boolean }

export type CoverDesign = {
  hue: Hue
  layout: Layout
  field: Area
  marks: Mark[]
  /** Pasted paper under the title, if the layout has one. */
  panel: (Area & { framed: boolean; dark: boolean }) | null
  rule: { d: string } | null
  /** The pattern runs under the title and must step back. */
  faint?: boolean
  title: Block
  subtitle: (Block & { below: number }) | null
  author: Area & { align: 'start' | 'center'; onPaper: boolean }
}

const UPRIGHT: Layout[] = ['column', 'column', 'column-left', 'slip', 'slip', 'split', 'head', 'plate']
const LEVEL: Layout[] = ['head', 'head', 'foot', 'split', 'plate', 'band']
// The author stands on plain cloth below the pattern, where nothing disturbs small type.
const FLOOR = 258
const FULL: Area = { x: 0, y: 0, w: 200, h: FLOOR }
const fieldFrom = (y: number): Area => ({ x: 0, y, w: 200, h: FLOOR - y })

export function layoutsFor(main: string): Layout[] {
  return standsUpright(main) ? UPRIGHT : LEVEL
}

export function coverDesign(book: CoverBook): CoverDesign {
  const family = familyOf(book.family)
  const seed = hashOf(`${book.id}·${book.title}`)
  const random = randomFrom(seed)
  // Neighbours on a shelf often have neighbouring ids: the id walks through the hues, chance only shifts the walk.
  const hue = FAMILIES[family][(book.id + Math.floor(random() * 2)) % 4]!
  const { main, sub } = splitTitle(book.title)
  const layout = pick(random, layoutsFor(main))
  const pattern = pick(random, PATTERNS[family])
  const plan = PLANS[layout](main, sub)
  const marks = pattern(random, { w: plan.field.w, h: plan.field.h })
  return { hue, layout, marks, ...plan }
}

type Plan = Omit<CoverDesign, 'hue' | 'layout' | 'marks'>
type Place = Area & { maxSize: number; minSize?: number; maxLines?: number; align?: 'start' | 'center'; onPaper?: boolean }

function level(text: string, place: Place): Block {
  const leading = isCjk(text) ? 1.28 : 1.16
  const { maxSize, minSize = 11, maxLines = 6, align = 'start', onPaper = false, ...area } = place
  const set = fit(text, { width: area.w, height: area.h, maxSize, minSize, maxLines, leading })
  return { ...area, ...set, leading, vertical: false, align, onPaper }
}

function upright(text: string, place: Place): Block {
  const leading = 1.34
  const { maxSize, minSize = 13, maxLines = 3, onPaper = false, ...area } = place
  // One column as long as it can be read from across the room, more only then.
  const spaced = 1.08
  const one = fit(text, { width: area.h / spaced, height: 400, maxSize, minSize, maxLines: 1, leading }, columnLengthOf)
  const set =
    one.lines.length === 1 && one.size >= 21
      ? one
      : fit(text, { width: area.h / spaced, height: area.w, maxSize: Math.min(maxSize, 27), minSize, maxLines, leading }, columnLengthOf)
  return { ...area, ...set, leading, vertical: true, align: 'start', onPaper }
}

/** The subtitle hangs under the title, in whatever height is left. */
function under(title: Block, sub: string, bottom: number): (Block & { below: number }) | null {
  if (!sub) return null
  const below = title.y + title.lines.length * title.size * title.leading + 6
  const room = bottom - below
  if (room < 12) return null
  const maxSize = Math.min(13, Math.max(9.5, title.size * 0.5))
  const block = level(sub, { x: title.x, y: below, w: title.w, h: room, maxSize, minSize: 9, maxLines: 4, align: title.align, onPaper: title.onPaper })
  return { ...block, below }
}

const authorAt = (y: number, align: 'start' | 'center' = 'start', onPaper = false) => ({ x: 24, y, w: 160, h: 26, align, onPaper })
const span = (title: Block) => Math.max(...title.lines.map(columnLengthOf)) * title.size * 1.08
const across = (title: Block) => title.lines.length * title.size * title.leading

const PLANS: Record<Layout, (main: string, sub: string) => Plan> = {
  column(main, sub) {
    const title = upright(main, { x: 84, y: 24, w: 88, h: 196, maxSize: 46 })
    const foot = 24 + span(title)
    return {
      field: fieldFrom(foot < 168 ? Math.max(136, foot + 16) : 128), faint: foot >= 168, panel: null, title,
      rule: { d: `M180 24V${Math.min(244, foot + 14)}` },
      subtitle: sub ? { ...level(sub, { x: 24, y: 26, w: 172 - across(title) - 30, h: 110, maxSize: 11.5, minSize: 9, maxLines: 7 }), below: 26 } : null,
      author: authorAt(268),
    }
  },
  'column-left'(main, sub) {
    const title = upright(main, { x: 36, y: 24, w: 88, h: 196, maxSize: 44 })
    const wide = across(title)
    const placed = { ...title, w: wide }
    return {
      field: fieldFrom(112), faint: span(title) > 104, panel: null, title: placed,
      rule: { d: `M28 24V${Math.min(244, 38 + span(title))}` },
      subtitle: sub ? { ...level(sub, { x: 52 + wide, y: 26, w: 132 - wide, h: 96, maxSize: 11.5, minSize: 9, maxLines: 7 }), below: 26 } : null,
      author: authorAt(268),
    }
  },
  slip(main) {
    const title = upright(main, { x: 0, y: 36, w: 76, h: 168, maxSize: 36, minSize: 13, onPaper: true })
    const w = Math.max(42, across(title) + 16)
    const h = Math.max(118, span(title) + 30)
    return {
      field: FULL, panel: { x: 24, y: 22, w, h, framed: true, dark: false }, rule: null,
      title: { ...title, x: 24 + (w - across(title)) / 2, y: 22 + (h - span(title)) / 2 + 1, w: across(title), h: span(title) + 8 },
      subtitle: null, author: authorAt(268),
    }
  },
  head(main, sub) {
    const title = level(main, { x: 24, y: 28, w: 156, h: 118, maxSize: isCjk(main) ? 33 : 30 })
    const subtitle = under(title, sub, 170)
    const foot = subtitle ? subtitle.below + subtitle.lines.length * subtitle.size * subtitle.leading : 28 + across(title)
    return {
      field: fieldFrom(Math.max(132, foot + 14)),
      panel: null, rule: { d: 'M24 19H62' }, title, subtitle, author: authorAt(268),
    }
  },
  foot(main, sub) {
    const title = level(main, { x: 24, y: 0, w: 156, h: sub ? 78 : 98, maxSize: isCjk(main) ? 31 : 28 })
    const tall = across(title)
    const subRoom = sub ? 30 : 0
    const y = 262 - tall - subRoom
    const placed = { ...title, y }
    return {
      field: { x: 0, y: 0, w: 200, h: y - 16 }, panel: { x: 0, y: y - 16, w: 200, h: 300 - y + 16, framed: false, dark: true },
      rule: null, title: placed, subtitle: under(placed, sub, 266), author: authorAt(270),
    }
  },
  split(main, sub) {
    const title = level(main, { x: 24, y: 30, w: 154, h: 96, maxSize: isCjk(main) ? 34 : 29, onPaper: true })
    return {
      field: { x: 0, y: 172, w: 200, h: 128 }, panel: { x: 0, y: 0, w: 200, h: 172, framed: false, dark: false },
      rule: null, title, subtitle: under(title, sub, 140), author: authorAt(148, 'start', true),
    }
  },
  plate(main, sub) {
    const title = level(main, { x: 39, y: 0, w: 130, h: sub ? 70 : 86, maxSize: isCjk(main) ? 29 : 25, align: 'center', onPaper: true })
    const subtitle = under({ ...title, y: 0 }, sub, 112)
    const inner = subtitle ? subtitle.below + subtitle.lines.length * subtitle.size * subtitle.leading : across(title)
    const h = Math.max(96, inner + 62)
    const top = 142 - h / 2
    const y = top + (h - 24 - inner) / 2
    return {
      field: { ...FULL, h: 300 }, panel: { x: 28, y: top, w: 152, h, framed: true, dark: false }, rule: null,
      title: { ...title, y }, subtitle: subtitle && { ...subtitle, y: y + subtitle.below },
      author: { ...authorAt(top + h - 27, 'center', true), x: 38, w: 132 },
    }
  },
  band(main, sub) {
    const title = level(main, { x: 26, y: 0, w: 154, h: sub ? 78 : 96, maxSize: isCjk(main) ? 30 : 27 })
    const subtitle = under({ ...title, y: 0 }, sub, 120)
    const inner = subtitle ? subtitle.below + subtitle.lines.length * subtitle.size * subtitle.leading : across(title)
    const h = inner + 56
    const top = 62
    return {
      field: { ...FULL, h: 300 }, panel: { x: 0, y: top, w: 200, h, framed: false, dark: true }, rule: { d: `M26 ${top + 14}H54` },
      title: { ...title, y: top + 24 }, subtitle: subtitle && { ...subtitle, y: top + 24 + subtitle.below },
      author: { ...authorAt(top + h - 23), x: 26 },
    }
  },
}
