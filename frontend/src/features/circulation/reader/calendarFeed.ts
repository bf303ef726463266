/** The secret address under which a calendar reads my due dates. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import { onceOnly } from '@/api/onceOnly'
import { useSession } from '@/features/accounts/session'

type Feed = { address: string | null }

function useFeedKey() {
  const session = useSession()
  return () => ['mine', session.reader?.id ?? 0, 'calendar-feed']
}

export function useCalendarFeed() {
  return useQuery({ key: useFeedKey(), query: () => bodyOf(api.GET('/api/calendar-feed')), staleTime: 60_000 })
}

/** Make an address; an older one is closed by it. */
export function useOpenFeed() {
  const key = useFeedKey()
  const cache = useQueryCache()
  return useMutation({
    mutation: () => bodyOf(api.POST('/api/calendar-feed', { headers: onceOnly() })),
    onSuccess: (feed) => cache.setQueryData<Feed>(key(), feed as Feed),
  })
}

export function useCloseFeed() {
  const key = useFeedKey()
  const cache = useQueryCache()
  return useMutation({
    mutation: () => api.DELETE('/api/calendar-feed'),
    onSuccess: () => cache.setQueryData<Feed>(key(), { address: null }),
  })
}
