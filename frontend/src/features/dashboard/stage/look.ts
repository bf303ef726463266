/** What a drawing on the stage needs to know of it: its colours, how large its text is in pixels, and whether it may move. */
import type { InjectionKey, Ref } from 'vue'
import { inject } from 'vue'
import type { Locale } from '@/i18n'
import type { ChartColours } from '@/shared/ui/chart/colours'

export type Look = { colours: ChartColours; /** The stage's own unit in pixels: everything grows with it. */ em: number; still: boolean; locale: Locale; /** The family of its letters: a drawing measures its words with it. */ font: string }

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

/** A colour on the way from one to another. */
export function between(from: string, to: string, share: number): string {
  const part = (colour: string, place: number) => Number.parseInt(colour.slice(1 + 2 * place, 3 + 2 * place), 16)
  const mixed = [0, 1, 2].map((place) => Math.round(part(from, place) + (part(to, place) - part(from, place)) * share))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
