import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

/** Books, readers, copies by their barcodes, orders by their numbers. */
export function useOfficeSearch(q: MaybeRefOrGetter<string>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'office-search', toValue(q)],
    query: () => bodyOf(api.GET('/api/staff/search', { params: { query: { q: toValue(q) } } })),
    enabled: () => toValue(q) !== '',
    placeholderData: (previous) => (toValue(q) ? previous : undefined),
    staleTime: 10_000,
  })
}
