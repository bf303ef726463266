import { useQuery } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

/** What waits in the library now. */
export function useToday() {
  const session = useSession()
  return useQuery({ key: () => ['mine', session.reader?.id ?? 0, 'today'], query: () => bodyOf(api.GET('/api/staff/today')), staleTime: 30_000 })
}
