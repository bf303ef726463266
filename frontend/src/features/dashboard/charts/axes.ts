/** What the drawings on the stage have in common: quiet axes, a zero baseline, text in the stage's unit. */
import { escape } from '@/shared/ui/chart/option'
import { fontOf, type Look } from '../stage/look'

export const labelAxis = (look: Look, labels: string[], gap = false) => ({
  type: 'category' as const,
  data: labels,
  boundaryGap: gap || labels.length < 2,
  axisLine: { lineStyle: { color: look.colours.line } },
  axisTick: { show: false },
  axisLabel: { ...fontOf(look, 0.86), hideOverlap: true, margin: look.em * 0.6 },
})

/** `nothing` but zeros would leave the axis without a scale. */
export const valueAxis = (look: Look, write: (value: number) => string, { nothing, whole = true, most }: { nothing: boolean; whole?: boolean; most?: number }) => ({
  type: 'value' as const,
  min: 0,
  max: nothing ? (most ?? (whole ? 4 : 1)) : most,
  minInterval: whole ? 1 : undefined,
  splitNumber: 4,
  splitLine: { lineStyle: { color: look.colours.line, width: 1 } },
  axisLabel: { ...fontOf(look, 0.86), formatter: write, margin: look.em * 0.5 },
})

export const motionOf = (look: Look) => ({ animation: !look.still, animationDuration: 700, animationEasing: 'cubicOut' as const, animationDurationUpdate: 300, textStyle: { fontFamily: look.font } })

/** One line of a tooltip. */
export const told = (marker: string, name: string, value: string) => `${marker}${escape(name)} <b>${escape(value)}</b>`

export { escape }
