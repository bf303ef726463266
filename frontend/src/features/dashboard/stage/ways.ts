/** The lists behind figures. */
import type { RouteLocationRaw } from 'vue-router'
import type { BehindQuery, Screen } from '@/api/shapes'

export type Figure = BehindQuery['figure']
type Filter = Omit<BehindQuery, 'figure' | 'page' | 'size'>

/** Of the range of the screen, or of days of its own. */
export function wayTo(figure: Figure, screen: Pick<Screen, 'from_on' | 'to_on'>, filter: Filter = {}): RouteLocationRaw {
  return { name: 'staff-behind', query: queryOf({ figure, from_on: screen.from_on, to_on: screen.to_on, ...filter }) }
}

const NAMES = { from_on: 'from', to_on: 'to', category: 'category', book_id: 'book', author_id: 'author', weekday: 'weekday', hour: 'hour', stars: 'stars', band: 'band', country: 'country', region: 'region' } as const
const NUMBERS = ['book_id', 'author_id', 'weekday', 'hour', 'stars'] as const
const FIGURES: Figure[] = ['readers', 'active_readers', 'titles', 'copies', 'on_loan', 'overdue', 'loans', 'returns', 'holds', 'orders', 'new_readers', 'ratings', 'waiting']

function queryOf(asked: Partial<BehindQuery>): Record<string, string> {
  const said = Object.entries(NAMES).flatMap(([key, name]) => {
    const value = asked[key as keyof typeof NAMES]
    return value === undefined || value === null ? [] : [[name, String(value)] as const]
  })
  return Object.fromEntries([['figure', asked.figure ?? 'loans'], ...said])
}

/** What an address asks for; null where it names no figure. */
export function behindIn(query: Record<string, unknown>): BehindQuery | null {
  const figure = FIGURES.find((name) => name === query.figure)
  if (!figure) return null
  const said = Object.entries(NAMES).flatMap(([key, name]) => {
    const value = query[name]
    if (typeof value !== 'string' || value === '') return []
    if (!(NUMBERS as readonly string[]).includes(key)) return [[key, value] as const]
    return Number.isFinite(Number(value)) ? [[key, Number(value)] as const] : []
  })
  return { figure, ...Object.fromEntries(said) }
}

/** The last day of a stretch that begins on a day, within the range. */
export function endOf(startsOn: string, step: Screen['step'], last: string): string {
  const day = new Date(`${startsOn}T00:00:00Z`)
  if (step === 'week') day.setUTCDate(day.getUTCDate() + 6)
  if (step === 'month') day.setUTCMonth(day.getUTCMonth() + 1, 0)
  const end = day.toISOString().slice(0, 10)
  return end < last ? end : last
}
