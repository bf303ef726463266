/** The filters of the book list and their spelling in the address bar. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { BookQuery } from '@/api/shapes'

export const SORTS = ['popular', 'new', 'rating', 'title', 'year'] as const
export const LANGUAGES = ['zh', 'en'] as const
export const RATINGS = [4.5, 4, 3.5, 3] as const
export const PAGE_SIZE = 24

export type BookFilters = {
  q: string
  category: string
  author: number | null
  language: string
  year_from: number | null
  year_to: number | null
  rating_from: number | null
  for_sale: boolean
  sort: (typeof SORTS)[number]
  page: number
}

/** Whatever stands in the address bar becomes valid filters; nonsense is left out, not an error. */
export function filtersFromQuery(query: LocationQuery): BookFilters {
  const text = (name: string) => {
    const value = query[name]
    return (Array.isArray(value) ? (value[0] ?? '') : (value ?? '')).trim()
  }
  const whole = (name: string, low: number, high: number) => {
    const value = Number(text(name))
    return text(name) !== '' && Number.isInteger(value) && value >= low && value <= high ? value : null
  }
  const rating = Number(text('rating_from'))
  const slug = (name: string) => (/^[a-z][a-z0-9-]{0,63}$/i.test(text(name)) ? text(name) : '')
  return {
    q: text('q').slice(0, 100),
    category: slug('category'),
    author: whole('author', 1, 2_147_483_647),
    language: slug('language'),
    year_from: whole('year_from', -4000, 2100),
    year_to: whole('year_to', -4000, 2100),
    rating_from: text('rating_from') !== '' && rating >= 1 && rating <= 5 ? rating : null,
    for_sale: text('for_sale') === 'true',
    sort: SORTS.find((sort) => sort === text('sort')) ?? 'popular',
    page: whole('page', 1, 1_000_000) ?? 1,
  }
}

/** The shortest query that says the same: defaults are left out, so that equal views have equal addresses. */
export function queryFromFilters(filters: BookFilters): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  for (const [name, value] of Object.entries(filters)) {
    const isDefault = value === '' || value === null || value === false || (name === 'sort' && value === 'popular') || (name === 'page' && value === 1)
    if (!isDefault) query[name] = String(value)
  }
  return query
}

/** What is asked of the API. */
export function requestOf(filters: BookFilters): BookQuery {
  const { q, category, author, language, year_from, year_to, rating_from, for_sale, sort, page } = filters
  return {
    ...(q && { q }),
    ...(category && { category }),
    ...(author && { author }),
    ...(language && { language }),
    ...(year_from !== null && { year_from }),
    ...(year_to !== null && { year_to }),
    ...(rating_from !== null && { rating_from }),
    ...(for_sale && { for_sale }),
    sort,
    page,
    size: PAGE_SIZE,
  }
}

export type FilterName = 'q' | 'category' | 'author' | 'language' | 'years' | 'rating_from' | 'for_sale'

/** The filters in force, in the order of their chips; sort and page are not filters. */
export function activeFilters(filters: BookFilters): FilterName[] {
  const active: FilterName[] = []
  if (filters.q) active.push('q')
  if (filters.category) active.push('category')
  if (filters.author) active.push('author')
  if (filters.language) active.push('language')
  if (filters.year_from !== null || filters.year_to !== null) active.push('years')
  if (filters.rating_from !== null) active.push('rating_from')
  if (filters.for_sale) active.push('for_sale')
  return active
}

/** The change that takes one filter away. */
export function without(name: FilterName): Partial<BookFilters> {
  const nothing: Record<FilterName, Partial<BookFilters>> = {
    q: { q: '' },
    category: { category: '' },
    author: { author: null },
    language: { language: '' },
    years: { year_from: null, year_to: null },
    rating_from: { rating_from: null },
    for_sale: { for_sale: false },
  }
  return nothing[name]
}
