/** What is my own about one book, as the cache keeps it; and how a change of it is shown before it is saved. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { MyBook } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const keyOf = (readerId: number, bookId: number) => ['mine', readerId, 'book', bookId]

/** Favourite, reading, note and review; idle for guests. */
export function useMyBook(bookId: MaybeRefOrGetter<number>, enabled: MaybeRefOrGetter<boolean> = true) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id ?? 0, toValue(bookId)),
    query: () => bodyOf(api.GET('/api/books/{book_id}/mine', { params: { path: { book_id: toValue(bookId) } } })),
    enabled: () => session.signedIn && toValue(enabled),
    staleTime: 60_000,
  })
}

type Part = 'favourite' | 'reading' | 'note' | 'review'

/** For mutations: `put` shows the new part at once and tells what was there before, `back` shows that again. */
export function useMyBookCache() {
  const session = useSession()
  const cache = useQueryCache()
  const key = (bookId: number) => keyOf(session.reader?.id ?? 0, bookId)

  function put<P extends Part>(bookId: number, part: P, value: MyBook[P]): MyBook[P] | undefined {
    cache.cancelQueries({ key: key(bookId) })
    const now = cache.getQueryData<MyBook>(key(bookId))
    if (now) cache.setQueryData<MyBook>(key(bookId), { ...now, [part]: value } as MyBook)
    return now?.[part]
  }
  /** Unless a newer change is shown by now. */
  function back<P extends Part>(bookId: number, part: P, shown: MyBook[P], before: MyBook[P] | undefined): void {
    const now = cache.getQueryData<MyBook>(key(bookId))
    if (now && before !== undefined && JSON.stringify(now[part]) === JSON.stringify(shown)) put(bookId, part, before)
  }
  function refresh(bookId: number, ...lists: string[]): void {
    if (!cache.getQueryData(key(bookId))) void cache.invalidateQueries({ key: key(bookId) })
    for (const list of lists) void cache.invalidateQueries({ key: ['mine', session.reader?.id ?? 0, list] })
  }
  function failed(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) void session.lose()
  }
  return { put, back, refresh, failed }
}
