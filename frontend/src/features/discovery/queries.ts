import { useInfiniteQuery, useQuery } from '@pinia/colada'
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

/** One page of hits. */
export function useBooks(wanted: MaybeRefOrGetter<Wanted>, enabled: MaybeRefOrGetter<boolean> = true) {
  const keyOf = useListKey()
  return useQuery({
    key: () => [...keyOf(toValue(wanted)), 'page'],
    query: ({ signal }) => search(toValue(wanted), signal),
    enabled,
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  })
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
    staleTime: 30_000,
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
