import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { FullList, ListCard, Visibility } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { moved, without } from './order'

type Cards = { items: ListCard[] }
const ROOT = (readerId: number) => ['mine', readerId, 'lists']

/** My lists; with a book, each says whether it holds it. */
export function useLists(bookId: MaybeRefOrGetter<number | undefined> = undefined, wanted: MaybeRefOrGetter<boolean> = true) {
  const session = useSession()
  return useQuery({
    key: () => [...ROOT(session.reader?.id ?? 0), 'all', toValue(bookId) ?? 0],
    query: () => bodyOf(api.GET('/api/lists', { params: { query: { book_id: toValue(bookId) } } })),
    enabled: () => session.signedIn && toValue(wanted),
    staleTime: 0,
  })
}

/** One of my lists, with a page of its books. */
export function useList(id: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number> = 1) {
  const session = useSession()
  return useQuery({
    key: () => [...ROOT(session.reader?.id ?? 0), 'one', toValue(id), toValue(page)],
    query: () => bodyOf(api.GET('/api/lists/{list_id}', { params: { path: { list_id: toValue(id) }, query: { page: toValue(page) } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** A list that somebody shares, a page of it; for everybody. */
export function useSharedList(slug: string, page: MaybeRefOrGetter<number> = 1) {
  return useQuery({
    key: () => ['shared-lists', slug, toValue(page)],
    query: () => bodyOf(api.GET('/api/shared-lists/{share_slug}', { params: { path: { share_slug: slug }, query: { page: toValue(page) } } })),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
}

function useListCache() {
  const session = useSession()
  const cache = useQueryCache()
  const root = () => ROOT(session.reader?.id ?? 0)
  const oneKey = (id: number) => [...root(), 'one', id]
  return {
    allKey: (bookId = 0) => [...root(), 'all', bookId],
    cache,
    changed: () => {
      // A list just deleted is asked for once more by the page that is about to close: what goes wrong a page says for itself.
      cache.invalidateQueries({ key: root() }).catch(() => undefined)
      void cache.invalidateQueries({ key: ['mine', session.reader?.id ?? 0, 'centre'] })
    },
    failed: (error: unknown) => {
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
    /** Show the list as it will be, on every page of it that is known; the answer shows it as it was. */
    foresee(id: number, change: (list: FullList) => FullList): () => void {
      cache.cancelQueries({ key: oneKey(id) })
      const before = cache.getEntries({ key: oneKey(id) }).map(({ key }) => ({ key, list: cache.getQueryData<FullList>(key) }))
      const show = (turn: (list: FullList) => FullList) => {
        for (const { key, list } of before) if (list) cache.setQueryData<FullList>(key, turn(list))
      }
      show(change)
      return () => show((list) => list)
    },
  }
}

export function useCreateList() {
  const { changed, failed } = useListCache()
  return useMutation({
    mutation: (body: { name: string; description?: string; book_id?: number }) => bodyOf(api.POST('/api/lists', { body: { description: '', ...body } })),
    onError: failed,
    onSettled: changed,
  })
}

export function useChangeList() {
  const { foresee, changed, failed } = useListCache()
  return useMutation({
    mutation: ({ id, ...body }: { id: number; name?: string; description?: string; visibility?: Visibility }) =>
      bodyOf(api.PATCH('/api/lists/{list_id}', { params: { path: { list_id: id } }, body })),
    onMutate: ({ id, ...body }) => ({ back: foresee(id, (list) => ({ ...list, ...body }) as FullList) }),
    onError(error, _, { back }) {
      back?.()
      failed(error)
    },
    onSettled: changed,
  })
}

/** Delete a list, or have it back. */
export function useDeleteList() {
  const { changed, failed } = useListCache()
  return useMutation({
    mutation: ({ id, back }: { id: number; back?: boolean }) => {
      const params = { path: { list_id: id } }
      return bodyOf<unknown>(back ? api.POST('/api/lists/{list_id}/restore', { params }) : api.DELETE('/api/lists/{list_id}', { params }))
    },
    onError: failed,
    onSettled: changed,
  })
}

/** Put a book on a list or take it off; the tick beside the list changes at once and changes back if it did not work. */
export function usePlaceBook() {
  const { foresee, cache, allKey, changed, failed } = useListCache()
  return useMutation({
    mutation: ({ id, bookId, on, position, note }: Placing) => {
      const params = { path: { list_id: id, book_id: bookId } }
      return bodyOf(on ? api.PUT('/api/lists/{list_id}/books/{book_id}', { params, body: { position, note } }) : api.DELETE('/api/lists/{list_id}/books/{book_id}', { params }))
    },
    onMutate({ id, bookId, on }) {
      const key = allKey(bookId)
      const ticks = cache.getQueryData<Cards>(key)
      cache.cancelQueries({ key })
      if (ticks) cache.setQueryData<Cards>(key, { items: ticks.items.map((list) => (list.id === id ? { ...list, holds: on } : list)) })
      const back = on ? undefined : foresee(id, (list) => ({ ...list, book_count: list.book_count - 1, entries: without(list.entries, bookId) }) as FullList)
      return { key, ticks, back }
    },
    onError(error, _, { key, ticks, back }) {
      if (key && ticks) cache.setQueryData<Cards>(key, ticks)
      back?.()
      failed(error)
    },
    onSettled: changed,
  })
}

/** Move a book of a list, or note something about it. */
export function useChangeEntry() {
  const { foresee, changed, failed } = useListCache()
  return useMutation({
    mutation: ({ id, bookId, ...body }: { id: number; bookId: number; position?: number; note?: string }) =>
      bodyOf(api.PATCH('/api/lists/{list_id}/books/{book_id}', { params: { path: { list_id: id, book_id: bookId } }, body })),
    onMutate: ({ id, bookId, position, note }) => ({
      back: foresee(id, (list) => {
        const noted = list.entries.map((entry) => (entry.book.id === bookId && note !== undefined ? { ...entry, note } : entry))
        return { ...list, entries: position === undefined ? noted : moved(noted, bookId, position, list.book_count) } as FullList
      }),
    }),
    onError(error, _, { back }) {
      back?.()
      failed(error)
    },
    onSettled: changed,
  })
}

type Placing = { id: number; bookId: number; on: boolean; position?: number; note?: string }
