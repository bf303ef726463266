/** What the library says of itself. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import type { HouseChange } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const KEY = ['mine', 'house']

export const useHouse = () => useQuery({ key: KEY, query: () => bodyOf(api.GET('/api/staff/settings')), staleTime: 0 })

export function useChangeHouse() {
  const cache = useQueryCache()
  const session = useSession()
  return useMutation({
    mutation: (body: HouseChange) => bodyOf(api.PUT('/api/staff/settings', { body })),
    onSuccess: async (answer) => {
      cache.setQueryData(KEY, answer)
      // The header, the footer and the home page say it at once.
      await session.load()
    },
  })
}
