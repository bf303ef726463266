import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'

export const useCategories = () =>
  useQuery({ key: ['categories'], query: () => bodyOf(api.GET('/api/categories')), staleTime: 300_000 })

export const useBook = (bookId: MaybeRefOrGetter<number>) =>
  useQuery({
    key: () => ['books', 'one', toValue(bookId)],
    query: () => bodyOf(api.GET('/api/books/{book_id}', { params: { path: { book_id: toValue(bookId) } } })),
    staleTime: 30_000,
  })

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
