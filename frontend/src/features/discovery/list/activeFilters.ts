/** Which filters are in force, and how each is taken away. */
import type { BookFilters } from './bookFilters'

const NOTHING = {
  q: { q: '' },
  category: { category: '' },
  author: { author: null },
  series: { series: null },
  language: { language: '' },
  years: { year_from: null, year_to: null },
  rating_from: { rating_from: null },
  available: { available: false },
  for_sale: { for_sale: false },
  unread: { unread: false },
} satisfies Record<string, Partial<BookFilters>>

export type FilterName = keyof typeof NOTHING
const NAMES = Object.keys(NOTHING) as FilterName[]

/** The filters in force, in the order of their chips; sort, page and looks are not filters. */
export function activeFilters(filters: BookFilters): FilterName[] {
  return NAMES.filter((name) => {
    const fields = Object.entries(without(name)) as [keyof BookFilters, unknown][]
    return fields.some(([field, nothing]) => filters[field] !== nothing)
  })
}

/** The change that takes one filter away. */
export const without = (name: FilterName): Partial<BookFilters> => NOTHING[name]

/** The change that takes all of them away but the words that were typed. */
export const withoutNarrowing: Partial<BookFilters> = Object.assign({}, ...NAMES.filter((name) => name !== 'q').map(without))
