import { defineQueryOptions, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'

export const useCategories = () =>
  useQuery({ key: ['categories'], query: () => bodyOf(api.GET('/api/categories')), staleTime: 300_000 })

const bookQuery = defineQueryOptions((bookId: number) => ({
  key: ['books', 'one', bookId],
  query: () => bodyOf(api.GET('/api/books/{book_id}', { params: { path: { book_id: bookId } } })),
  staleTime: 30_000,
}))

export const useBook = (bookId: MaybeRefOrGetter<number>) => useQuery(() => bookQuery(toValue(bookId)))

/** Ask for a book whose page is about to open, while the code of the page is on its way. */
export function askForBook(bookId: number): void {
  const cache = useQueryCache()
  // What goes wrong the page will say: it asks the same.
  cache.refresh(cache.ensure(bookQuery(bookId))).catch(() => undefined)
}

export const useAuthor = (authorId: number) =>
  useQuery({
    key: ['authors', authorId],
    query: () => bodyOf(api.GET('/api/authors/{author_id}', { params: { path: { author_id: authorId } } })),
    staleTime: 300_000,
  })

export const useSeries = (seriesId: number) =>
  useQuery({
    key: ['series', seriesId],
    query: () => bodyOf(api.GET('/api/series/{series_id}', { params: { path: { series_id: seriesId } } })),
    staleTime: 300_000,
  })

export const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404
