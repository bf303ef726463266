/** What a pattern is made of. */
import type { Random } from './random'

export type Field = { w: number; h: number }
export type Tone = 'ink' | 'accent' | 'deep' | 'cloth'
export type Mark = { d: string; kind: 'line' | 'fill'; tone: Tone; opacity: number; width?: number }
export type Pattern = (random: Random, field: Field) => Mark[]

export const n = (value: number) => Math.round(value * 10) / 10

export const circle = (x: number, y: number, r: number) =>
  `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0`

export const line = (d: string, opacity: number, width = 0.8, tone: Tone = 'ink'): Mark => ({ d, kind: 'line', tone, opacity, width })

export const fill = (d: string, opacity: number, tone: Tone = 'ink'): Mark => ({ d, kind: 'fill', tone, opacity })
