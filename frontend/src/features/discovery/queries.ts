import { useInfiniteQuery, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { BookPage, BookQuery } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

/** What is asked for, and whether only for what this reader has not rated. */
export type Wanted = { query: BookQuery; unread?: boolean }

function search({ query, unread }: Wanted, signal: AbortSignal): Promise<BookPage> {
  return unread ? bodyOf(api.GET('/api/books/unread', { params: { query }, signal })) : bodyOf(api.GET('/api/books', { params: { query }, signal }))
}
/** What I have not read is mine, not everybody's. */
function useListKey() {
  const session = useSession()
  return ({ query, unread }: Wanted) => (unread ? ['mine', session.reader?.id ?? 0, 'unread', { ...query }] : ['books', 'list', { ...query }])
}

const FRESH = 30_000

/** One page of hits. */
export function useBooks(wanted: MaybeRefOrGetter<Wanted>, enabled: MaybeRefOrGetter<boolean> = true) {
  const keyOf = useListKey()
  return useQuery({
    key: () => [...keyOf(toValue(wanted)), 'page'],
    query: ({ signal }) => search(toValue(wanted), signal),
    enabled,
    placeholderData: (previous) => previous,
    staleTime: FRESH,
  })
}

/** Ask for one page of hits before anything shows it. */
export function askForBooks(query: BookQuery): void {
  const cache = useQueryCache()
  const key = [...useListKey()({ query }), 'page']
  // What goes wrong the list will say: it asks the same.
  cache.refresh(cache.ensure({ key, query: ({ signal }) => search({ query }, signal), staleTime: FRESH })).catch(() => undefined)
}

/** Hits on one long page, which grows by a page at a time. */
export function useBooksOnward(wanted: MaybeRefOrGetter<Wanted>, enabled: MaybeRefOrGetter<boolean> = true) {
  const keyOf = useListKey()
  return useInfiniteQuery({
    key: () => [...keyOf({ ...toValue(wanted), query: { ...toValue(wanted).query, page: 1 } }), 'onward'],
    query: ({ signal, pageParam }) => search({ ...toValue(wanted), query: { ...toValue(wanted).query, page: pageParam } }, signal),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.size < last.total ? last.page + 1 : null),
    enabled,
    staleTime: FRESH,
  })
}

/** What somebody who types this may be looking for. Each text has an answer of its own, so a late one cannot replace a newer one. */
export const useSuggestions = (words: MaybeRefOrGetter<string>) =>
  useQuery({
    key: () => ['books', 'suggest', toValue(words)],
    query: ({ signal }) => bodyOf(api.GET('/api/books/suggest', { params: { query: { q: toValue(words), size: 6 } }, signal })),
    enabled: () => toValue(words) !== '',
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
