/** The lists behind figures. */
import type { RouteLocationRaw } from 'vue-router'
import type { BehindQuery, Screen } from '@/api/shapes'

export type Figure = BehindQuery['figure']
/** Figures of this moment; all others are of the range. */
export const STOCKS: readonly Figure[] = ['readers', 'titles', 'copies', 'on_loan', 'overdue', 'waiting']
type Filter = Omit<BehindQuery, 'figure' | 'page' | 'size'>

/** Of the range of the screen, or of days of its own. */
export function wayTo(figure: Figure, screen: Pick<Screen, 'from_on' | 'to_on'>, filter: Filter = {}): RouteLocationRaw {
  return { name: 'staff-behind', query: queryOf({ figure, from_on: screen.from_on, to_on: screen.to_on, ...filter }) }
}

/** The same rows in a table of the office, where they can be sorted, narrowed on and worked with; null: no table has just these. */
export function tableOf(asked: BehindQuery): RouteLocationRaw | null {
  const { figure, from_on, to_on, book_id, ...narrowed } = asked
  const others = { ...narrowed, page: undefined, size: undefined }
  if (Object.values(others).some((value) => value !== undefined && value !== null)) return null
  const book = book_id ? { book: String(book_id) } : {}
  const days = (name: string) => ({ ...(from_on && { [`${name}_from`]: from_on }), ...(to_on && { [`${name}_to`]: to_on }) })
  if (figure === 'on_loan') return { name: 'staff-loans' }
  if (figure === 'overdue') return { name: 'staff-overdue' }
  if (figure === 'loans') return { name: 'staff-loans', query: { state: 'lent', ...book, ...days('borrowed') } }
  if (figure === 'returns') return { name: 'staff-loans', query: { state: 'lent', ...book, ...days('returned') } }
  if (figure === 'holds') return { name: 'staff-holds', query: { state: 'all', ...days('placed') } }
  return figure === 'waiting' ? { name: 'staff-holds', query: { state: 'queued', ...book } } : null
}

const NAMES = { from_on: 'from', to_on: 'to', category: 'category', book_id: 'book', author_id: 'author', weekday: 'weekday', hour: 'hour', stars: 'stars', band: 'band', country: 'country', region: 'region' } as const
const NUMBERS = ['book_id', 'author_id', 'weekday', 'hour', 'stars'] as const
const FIGURES: Figure[] = ['readers', 'active_readers', 'titles', 'copies', 'on_loan', 'overdue', 'loans', 'returns', 'holds', 'orders', 'new_readers', 'ratings', 'waiting']

function queryOf(asked: Partial<BehindQuery>): Record<string, string> {
  const query: Record<string, string> = { figure: asked.figure ?? 'loans' }
  for (const [key, name] of Object.entries(NAMES)) {
    const value = asked[key as keyof typeof NAMES]
    if (value !== undefined && value !== null) query[name] = String(value)
  }
  return query
}

/** What an address asks for; null where it names no figure. */
export function behindIn(query: Record<string, unknown>): BehindQuery | null {
  const figure = FIGURES.find((name) => name === query.figure)
  if (!figure) return null
  const asked: Record<string, string | number> = { figure }
  for (const [key, name] of Object.entries(NAMES)) {
    const value = query[name]
    if (typeof value !== 'string' || value === '') continue
    const isNumber = (NUMBERS as readonly string[]).includes(key)
    if (!isNumber || Number.isFinite(Number(value))) asked[key] = isNumber ? Number(value) : value
  }
  return asked as unknown as BehindQuery
}

/** The last day of a stretch that begins on a day, within the range. */
export function endOf(startsOn: string, step: Screen['step'], last: string): string {
  const day = new Date(`${startsOn}T00:00:00Z`)
  if (step === 'week') day.setUTCDate(day.getUTCDate() + 6)
  if (step === 'month') day.setUTCMonth(day.getUTCMonth() + 1, 0)
  const end = day.toISOString().slice(0, 10)
  return end < last ? end : last
}
