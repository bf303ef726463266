/** What the address of the screen asks for: which days, compared with what, and how it is shown. */
import type { LocationQuery } from 'vue-router'

export const SCENES = ['overview', 'reading', 'shop', 'readers', 'model'] as const
export type Scene = (typeof SCENES)[number]
export const SPANS = [7, 30, 90, 365] as const
export const AGAINST = ['previous', 'year_before', 'none'] as const
export type Against = (typeof AGAINST)[number]
export type StageTheme = 'dark' | 'light'

export type Asked = {
  scene: Scene
  /** So many days up to today; null where the address names the days. */
  days: number | null
  from: string | null
  to: string | null
  against: Against
  theme: StageTheme
  /** Seconds between two looks at the figures; 0 for never. */
  every: number
  /** Seconds that a scene stays; 0 while they do not change by themselves. */
  rotate: number
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const dayIn = (value: unknown) => (typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : null)
const oneOf = <Name extends string>(names: readonly Name[], value: unknown, otherwise: Name) => names.find((name) => name === value) ?? otherwise

function seconds(value: unknown, least: number, otherwise: number): number {
  const found = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : null
  if (found === null) return otherwise
  return found === 0 ? 0 : Math.min(3600, Math.max(least, found))
}

/** What the address says; where it says nothing, or nonsense, the usual. At a kiosk scenes change by themselves.
    `every`: the seconds between two looks that the library has set. */
export function askedIn(query: LocationQuery, kiosk: boolean, every = 60): Asked {
  const [from, to] = [dayIn(query.from), dayIn(query.to)]
  const named = from !== null && to !== null && from <= to
  const days = SPANS.find((span) => String(span) === query.days) ?? 30
  return {
    scene: oneOf(SCENES, query.scene, 'overview'),
    days: named ? null : days,
    from: named ? from : null,
    to: named ? to : null,
    against: oneOf(AGAINST, query.against, 'previous'),
    theme: oneOf(['dark', 'light'] as const, query.theme, 'dark'),
    every: seconds(query.every, 10, every),
    rotate: seconds(query.rotate, 5, kiosk ? 30 : 0),
  }
}

/** The scene that so many steps further on is; the last is followed by the first. */
export const sceneAfter = (scene: Scene, steps: number): Scene => SCENES[(SCENES.indexOf(scene) + steps + SCENES.length) % SCENES.length]!
