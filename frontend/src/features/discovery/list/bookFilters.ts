/** The filters of the book list and their spelling in the address bar. */
import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import type { BookQuery } from '@/api/shapes'

export const SORTS = ['relevance', 'popular', 'new', 'rating', 'title', 'year', 'borrowed', 'trending'] as const
export const VIEWS = ['grid', 'list'] as const
export const WAYS_ON = ['pages', 'scroll'] as const
export const PAGE_SIZE = 24
export const LONGEST_SEARCH = 200
const EARLIEST_YEAR = -3000
const LATEST_YEAR = 2100

export type Sort = (typeof SORTS)[number]
export type BookFilters = {
  q: string
  category: string
  author: number | null
  series: number | null
  language: string
  year_from: number | null
  year_to: number | null
  rating_from: number | null
  available: boolean
  for_sale: boolean
  /** Only what I have not rated; for readers who are signed in. */
  unread: boolean
  sort: Sort
  page: number
  /** Empty: as this browser remembers it. */
  view: (typeof VIEWS)[number] | ''
  more: (typeof WAYS_ON)[number] | ''
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
  const slug = (name: string, shape = /^[a-z0-9][a-z0-9-]{0,63}$/) => (shape.test(text(name)) ? text(name) : '')
  const q = text('q').slice(0, LONGEST_SEARCH)
  return {
    q,
    category: slug('category'),
    author: whole('author', 1, 2_147_483_647),
    series: whole('series', 1, 2_147_483_647),
    language: slug('language', /^[A-Za-z]{2,8}$/),
    year_from: whole('year_from', EARLIEST_YEAR, LATEST_YEAR),
    year_to: whole('year_to', EARLIEST_YEAR, LATEST_YEAR),
    rating_from: rating >= 1 && rating <= 5 && Number.isInteger(rating * 2) ? rating : null,
    available: text('available') === 'true',
    for_sale: text('for_sale') === 'true',
    unread: text('unread') === 'true',
    sort: sortIn(q, SORTS.find((sort) => sort === text('sort')) ?? 'relevance'),
    page: whole('page', 1, 1_000_000) ?? 1,
    view: VIEWS.find((view) => view === text('view')) ?? '',
    more: WAYS_ON.find((way) => way === text('more')) ?? '',
  }
}

/** Without words nothing is relevant: relevance and popularity are then the same order, with one name. */
function sortIn(q: string, sort: Sort): Sort {
  return !q && sort === 'popular' ? 'relevance' : sort
}

/** The orders on offer, and the name under which the one in use is shown. */
export const sortsFor = (filters: BookFilters): Sort[] => (filters.q ? [...SORTS] : SORTS.filter((sort) => sort !== 'relevance'))
export const shownSort = (filters: BookFilters): Sort => (!filters.q && filters.sort === 'relevance' ? 'popular' : filters.sort)

/** The shortest query that says the same: defaults are left out, so that equal views have equal addresses. */
export function queryFromFilters(filters: BookFilters): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  for (const [name, value] of Object.entries({ ...filters, sort: sortIn(filters.q, filters.sort) })) {
    const isDefault = value === '' || value === null || value === false || (name === 'sort' && value === 'relevance') || (name === 'page' && value === 1)
    if (!isDefault) query[name] = String(value)
  }
  return query
}

/** What is asked of the API. */
export function requestOf(filters: BookFilters): BookQuery {
  const { q, category, author, series, language, year_from, year_to, rating_from, available, for_sale, sort, page } = filters
  return {
    ...(q && { q }),
    ...(category && { category }),
    ...(author && { author }),
    ...(series && { series }),
    ...(language && { language }),
    ...(year_from !== null && { year_from }),
    ...(year_to !== null && { year_to }),
    ...(rating_from !== null && { rating_from }),
    ...(available && { available }),
    ...(for_sale && { for_sale }),
    sort,
    page,
    size: PAGE_SIZE,
  }
}
