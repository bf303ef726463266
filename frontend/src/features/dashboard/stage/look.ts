/** What a drawing on the stage needs to know of it: its colours, how large its text is in pixels, and whether it may move. */
import type { InjectionKey, Ref } from 'vue'
import { inject } from 'vue'
import type { Locale } from '@/i18n'
import type { ChartColours } from '@/shared/ui/chart/colours'

export type Look = { colours: ChartColours; /** The stage's own unit in pixels: everything grows with it. */ em: number; still: boolean; locale: Locale; /** The family of its letters: a drawing measures its words with it. */ font: string; /** A phone: one panel beside no other. */ narrow?: boolean }

export type Stage = {
  look: Readonly<Ref<Look>>
  /** All panels as tables. */
  tabular: Ref<boolean>
  /** Whether figures lead to the lists behind them: for the staff, never at a kiosk. */
  open: Readonly<Ref<boolean>>
  asOf: Readonly<Ref<string | undefined>>
  /** The day where the library stands. */
  today: Readonly<Ref<string | undefined>>
}

export const STAGE: InjectionKey<Stage> = Symbol('stage')

export function useStage(): Stage {
  const stage = inject(STAGE)
  if (!stage) throw new Error('a panel stands outside of the stage')
  return stage
}

export const fontOf = (look: Look, size: number, colour = look.colours.ink2) => ({ color: colour, fontSize: Math.round(look.em * size * 10) / 10, fontFamily: look.font })

/** The look of what appears over a drawing when one points at it. */
export const tipOf = (look: Look) => ({
  confine: true,
  backgroundColor: look.colours.sheet,
  borderColor: look.colours.line,
  padding: [look.em * 0.5, look.em * 0.75],
  extraCssText: 'box-shadow: none',
  textStyle: { color: look.colours.ink, fontSize: look.em * 0.875, fontFamily: look.font },
})

/** A colour with an opacity, for washes: `#rrggbb` and a share. */
export const wash = (colour: string, share: number) => `${colour}${Math.round(share * 255).toString(16).padStart(2, '0')}`

/** How light a colour is, as WCAG 2 reckons. */
function lightness(colour: string): number {
  const [red, green, blue] = [0, 1, 2].map((place) => {
    const part = Number.parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
const contrast = (one: number, two: number) => (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)

/** A colour for words: darker or lighter where they could not be read on the sheet. */
export function readable(colour: string, look: Look): string {
  const sheet = lightness(look.colours.sheet)
  const found = [0, 0.15, 0.3, 0.45, 0.6].map((share) => between(colour, look.colours.ink, share)).find((mixed) => contrast(lightness(mixed), sheet) >= 4.5)
  return found ?? look.colours.ink
}

/** Which of the two inks is read better on a colour. */
export function clearestOn(colour: string, look: Look): string {
  const [ground, sheet, ink] = [colour, look.colours.sheet, look.colours.ink].map(lightness)
  return contrast(ground!, sheet!) > contrast(ground!, ink!) ? look.colours.sheet : look.colours.ink
}

/** A colour on the way from one to another. */
export function between(from: string, to: string, share: number): string {
  const part = (colour: string, place: number) => Number.parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16)
  const mixed = [0, 1, 2].map((place) => Math.round(part(from, place) + (part(to, place) - part(from, place)) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
