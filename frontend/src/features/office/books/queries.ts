/** What the office asks of books, copies and series. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { StaffBooksQuery, StaffCopiesQuery, StaffSeriesQuery } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

/** Everything of the office is forgotten with whoever was signed in. */
export function useOfficeKey() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, 'catalogue-desk', ...rest]
}

export function useStaffBooks(asked: MaybeRefOrGetter<StaffBooksQuery>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('books', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/books', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export const askStaffBook = (book_id: number) => bodyOf(api.GET('/api/staff/books/{book_id}', { params: { path: { book_id } } }))

export function useStaffBook(id: MaybeRefOrGetter<number | null>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('book', toValue(id) ?? 0), query: () => askStaffBook(toValue(id)!), enabled: () => toValue(id) !== null, staleTime: 0 })
}

export type NameKind = 'author' | 'series' | 'publisher'
export function useKnownNames(kind: MaybeRefOrGetter<NameKind>, q: MaybeRefOrGetter<string>) {
  return useQuery({ key: () => ['names', toValue(kind), toValue(q)], query: async () => (await bodyOf(api.GET('/api/staff/books/names', { params: { query: { kind: toValue(kind), q: toValue(q) } } }))).items, enabled: () => toValue(q).trim() !== '', staleTime: 10_000 })
}

export function useBookLoans(id: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('loans', toValue(id), toValue(page)), query: () => bodyOf(api.GET('/api/staff/books/{book_id}/loans', { params: { path: { book_id: toValue(id) }, query: { page: toValue(page), size } } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useBookOffers(id: MaybeRefOrGetter<number>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('offers', toValue(id)), query: async () => (await bodyOf(api.GET('/api/staff/books/{book_id}/offers', { params: { path: { book_id: toValue(id) } } }))).items, staleTime: 0 })
}

export function useBookHistory(id: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('history', toValue(id), toValue(page)), query: () => bodyOf(api.GET('/api/staff/books/{book_id}/history', { params: { path: { book_id: toValue(id) }, query: { page: toValue(page), size } } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useStaffCopies(asked: MaybeRefOrGetter<StaffCopiesQuery>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('copies', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/copies', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useCopyChoices() {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('copy-choices'), query: () => bodyOf(api.GET('/api/staff/copies/choices')), staleTime: 0 })
}

export function useStaffSeriesList(asked: MaybeRefOrGetter<StaffSeriesQuery>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('series', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/series', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export const askStaffSeries = (series_id: number) => bodyOf(api.GET('/api/staff/series/{series_id}', { params: { path: { series_id } } }))

export function useStaffSeries(id: MaybeRefOrGetter<number>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('one-series', toValue(id)), query: () => askStaffSeries(toValue(id)), staleTime: 0 })
}

/** What was done to a series of late, to be taken back. */
export function useSeriesChanges(id: MaybeRefOrGetter<number>) {
  const keyOf = useOfficeKey()
  return useQuery({ key: () => keyOf('series-changes', toValue(id)), query: async () => (await bodyOf(api.GET('/api/staff/series-changes', { params: { query: { series_id: toValue(id) } } }))).items, staleTime: 0 })
}

/** After an act every list of the office is asked for again, and what readers are shown of books. */
export function useOfficeRefresh(): () => Promise<unknown> {
  const keyOf = useOfficeKey()
  const cache = useQueryCache()
  return () => Promise.all([cache.invalidateQueries({ key: keyOf() }), cache.invalidateQueries({ key: ['books'] }), cache.invalidateQueries({ key: ['series'] })])
}
