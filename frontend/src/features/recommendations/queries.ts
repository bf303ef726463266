import { useQuery } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

/** The reader's own list, ten books; idle for guests. */
export function useRecommendations(size = 10) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'recommendations', size],
    query: () => bodyOf(api.GET('/api/recommendations', { params: { query: { size } } })),
    enabled: () => session.signedIn,
    staleTime: 60_000,
  })
}
