import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

const keyOf = (readerId: number | undefined, ...rest: (string | number)[]) => ['mine', readerId ?? 0, 'centre', ...rest]

/** How much I have of everything, and what I am reading. */
export function useOverview() {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'overview'),
    query: () => bodyOf(api.GET('/api/account/overview')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

/** What I did, newest first; without a kind, everything. */
export function useHistory(page: MaybeRefOrGetter<number>, kind: MaybeRefOrGetter<string | undefined>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'history', toValue(kind) ?? '', toValue(page)),
    query: () => bodyOf(api.GET('/api/account/history', { params: { query: { page: toValue(page), size, kind: toValue(kind) } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useYear(year: MaybeRefOrGetter<number>) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'year', toValue(year)),
    query: () => bodyOf(api.GET('/api/account/years/{year}', { params: { path: { year: toValue(year) } } })),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}
