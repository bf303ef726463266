import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { BookQuery } from '@/api/shapes'

export const useCategories = () =>
  useQuery({ key: ['categories'], query: () => bodyOf(api.GET('/api/categories')), staleTime: 300_000 })

export const useBooks = (filters: MaybeRefOrGetter<BookQuery>) =>
  useQuery({
    key: () => ['books', 'list', { ...toValue(filters) }],
    query: ({ signal }) => bodyOf(api.GET('/api/books', { params: { query: toValue(filters) }, signal })),
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  })

export const useBook = (bookId: MaybeRefOrGetter<number>) =>
  useQuery({
    key: () => ['books', 'one', toValue(bookId)],
    query: () => bodyOf(api.GET('/api/books/{book_id}', { params: { path: { book_id: toValue(bookId) } } })),
    staleTime: 30_000,
  })

export const usePopularBooks = (size = 14) =>
  useQuery({
    key: ['books', 'popular', size],
    query: () => bodyOf(api.GET('/api/books/popular', { params: { query: { window: '7d', size } } })),
    staleTime: 120_000,
  })

export const useNewBooks = (size = 14) =>
  useQuery({
    key: ['books', 'new', size],
    query: () => bodyOf(api.GET('/api/books/new', { params: { query: { size } } })),
    staleTime: 120_000,
  })

export const isNotFound = (error: unknown) => error instanceof ApiError && error.status === 404
