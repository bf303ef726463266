/** The range of figures as it stands in the address. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { Asked } from './queries'

export const SPANS = [7, 30, 90, 365] as const
export const STEPS = ['day', 'week', 'month'] as const
const DAY = /^\d{4}-\d{2}-\d{2}$/

const dayIn = (value: unknown) => (typeof value === 'string' && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)

/** What the address asks for; what it does not say, or says wrongly, is left to the library. */
export function askedIn(query: LocationQuery): Asked {
  const by = STEPS.find((step) => step === query.by)
  const from_on = dayIn(query.from)
  const to_on = dayIn(query.to)
  return { ...(from_on && { from_on }), ...(to_on && { to_on }), ...(by && { by }) }
}

export const queryOf = (asked: Asked): LocationQueryRaw => ({ ...(asked.from_on && { from: asked.from_on }), ...(asked.to_on && { to: asked.to_on }), ...(asked.by && { by: asked.by }) })

/** The first of so many days that end with this one. */
export function startOf(to: string, days: number): string {
  const day = new Date(`${to}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - days + 1)
  return day.toISOString().slice(0, 10)
}

/** How many days a range has, both counting. */
export const daysIn = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
