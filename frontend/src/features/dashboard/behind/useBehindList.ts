import { useQuery } from '@pinia/colada'
import { computed } from 'vue'
import type { LocationQuery } from 'vue-router'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'
import { behindIn } from '../stage/ways'

const SIZE = 50

/** The list behind a figure, as its address asks for it. */
export function useBehindList(query: () => LocationQuery) {
  const session = useSession()
  const asked = computed(() => behindIn(query()))
  const page = computed(() => Math.max(1, Math.floor(Number(query().page)) || 1))
  const { data, error, refetch } = useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'behind', JSON.stringify(asked.value), page.value],
    query: () => bodyOf(api.GET('/api/screen/behind', { params: { query: { ...asked.value!, page: page.value, size: SIZE } } })),
    enabled: () => asked.value !== null,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
  return { asked, data, error, refetch }
}
