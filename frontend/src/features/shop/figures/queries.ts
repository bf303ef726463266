import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

export type Asked = { from_on?: string; to_on?: string; by?: 'day' | 'week' | 'month' }

/** What was sold in a range, both days counting, and what lies in the shop now. */
export function useShopFigures(asked: MaybeRefOrGetter<Asked>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'shop-figures', JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/staff/shop-figures', { params: { query: toValue(asked) } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
}
