import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { Book, MyRating } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const ratingKey = (readerId: number, bookId: number) => ['mine', readerId, 'rating', bookId]

/** My own stars for one book; idle for guests. */
export function useMyRating(bookId: MaybeRefOrGetter<number>) {
  const session = useSession()
  return useQuery({
    key: () => ratingKey(session.reader?.id ?? 0, toValue(bookId)),
    query: () => bodyOf(api.GET('/api/books/{book_id}/rating', { params: { path: { book_id: toValue(bookId) } } })),
    enabled: () => session.signedIn,
    staleTime: 60_000,
  })
}

export function useMyRatings(page: MaybeRefOrGetter<number>, size = 20) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'ratings', toValue(page)],
    query: () => bodyOf(api.GET('/api/ratings', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** What I looked at last, newest first. */
export function useRecentBooks(enabled: MaybeRefOrGetter<boolean> = true, size = 14) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'recent'],
    query: () => bodyOf(api.GET('/api/books/recent', { params: { query: { size } } })),
    enabled: () => session.signedIn && toValue(enabled),
    staleTime: 0,
  })
}

/** Give stars, or take them back with null. The screen says so at once and takes it back if it did not work. */
export function useRateBook() {
  const session = useSession()
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ bookId, stars }: { bookId: number; stars: number | null }) => {
      const params = { path: { book_id: bookId } }
      return stars === null
        ? bodyOf(api.DELETE('/api/books/{book_id}/rating', { params }))
        : bodyOf(api.PUT('/api/books/{book_id}/rating', { params, body: { stars } }))
    },
    onMutate({ bookId, stars }) {
      const key = ratingKey(session.reader?.id ?? 0, bookId)
      const before = cache.getQueryData<MyRating>(key)
      cache.cancelQueries({ key })
      cache.setQueryData<MyRating>(key, { book_id: bookId, stars, rated_at: before?.rated_at ?? null, liked: before?.liked ?? false } as MyRating)
      return { key, before }
    },
    onSuccess(rated, { bookId, stars }, { key, before }) {
      // A newer choice may already be on its way; it has the last word.
      const now = cache.getQueryData<MyRating>(key)
      if (now?.stars === stars) cache.setQueryData<MyRating>(key, { ...now, stars: rated.stars, rated_at: rated.rated_at } as MyRating)
      recount(['books', 'one', bookId], before?.stars ?? null, stars, rated)
    },
    onError(error, { stars }, { key, before }) {
      if (key && before && cache.getQueryData<MyRating>(key)?.stars === stars) cache.setQueryData<MyRating>(key, before)
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
    onSettled() {
      const readerId = session.reader?.id ?? 0
      void cache.invalidateQueries({ key: ['mine', readerId, 'ratings'] })
      void cache.invalidateQueries({ key: ['mine', readerId, 'recommendations'] })
      void cache.invalidateQueries({ key: ['mine', readerId, 'taste'] })
    },
  })

  // The histogram on the page moves with the new stars without asking for the whole book again.
  function recount(key: string[] | (string | number)[], before: number | null, after: number | null, rated: Rated): void {
    const book = cache.getQueryData<Book>(key)
    if (!book) return
    const stars = [...book.stars]
    // Half a star is counted as the next whole one.
    const place = (given: number) => Math.ceil(given) - 1
    if (before !== null) stars[place(before)] = Math.max(0, (stars[place(before)] ?? 0) - 1)
    if (after !== null) stars[place(after)] = (stars[place(after)] ?? 0) + 1
    cache.setQueryData<Book>(key, { ...book, stars, rating_count: rated.rating_count, rating_mean: rated.rating_mean } as Book)
  }
}

/** Like a book, or no longer. The heart turns at once and turns back if it did not work. */
export function useLikeBook() {
  const session = useSession()
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ bookId, liked }: { bookId: number; liked: boolean }) => {
      const params = { path: { book_id: bookId } }
      return bodyOf(liked ? api.PUT('/api/books/{book_id}/like', { params }) : api.DELETE('/api/books/{book_id}/like', { params }))
    },
    onMutate({ bookId, liked }) {
      const key = ratingKey(session.reader?.id ?? 0, bookId)
      const before = cache.getQueryData<MyRating>(key)
      cache.cancelQueries({ key })
      if (before) cache.setQueryData<MyRating>(key, { ...before, liked } as MyRating)
      return { key, before }
    },
    onError(error, { liked }, { key, before }) {
      const now = key && cache.getQueryData<MyRating>(key)
      if (now && before && now.liked === liked) cache.setQueryData<MyRating>(key, { ...now, liked: before.liked } as MyRating)
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
    onSettled(_data, _error, _variables, { key, before }) {
      const readerId = session.reader?.id ?? 0
      // The first answer was still on its way and had to give way: ask again.
      if (key && !before) void cache.invalidateQueries({ key })
      void cache.invalidateQueries({ key: ['mine', readerId, 'recommendations'] })
      void cache.invalidateQueries({ key: ['mine', readerId, 'taste'] })
    },
  })
}

type Rated = { rating_count: number; rating_mean: number | null }
