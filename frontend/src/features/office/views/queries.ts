import { useQuery, useQueryCache } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

type Query = Record<string, string>
function useKey(table: string) {
  const session = useSession()
  return () => ['mine', session.reader?.id ?? 0, 'office-views', table]
}

/** Views of one table: mine, and those that others share. */
export function useViews(table: string) {
  return useQuery({ key: useKey(table), query: async () => (await bodyOf(api.GET('/api/staff/views', { params: { query: { table } } }))).items, staleTime: 60_000 })
}

/** Saving, sharing and forgetting them; the list is asked for again after each. */
export function useViewActs(table: string) {
  const key = useKey(table)
  const cache = useQueryCache()
  const then = async <Answer>(answer: Promise<Answer>) => {
    try {
      return await answer
    } finally {
      await cache.invalidateQueries({ key: key() })
    }
  }
  return {
    save: (name: string, query: Query, shared: boolean) => then(bodyOf(api.POST('/api/staff/views', { body: { table_name: table, name, query, shared } }))),
    change: (id: number, body: { query?: Query; shared?: boolean; name?: string }) => then(bodyOf(api.PATCH('/api/staff/views/{view_id}', { params: { path: { view_id: id } }, body }))),
    forget: (id: number) => then(api.DELETE('/api/staff/views/{view_id}', { params: { path: { view_id: id } } })),
  }
}
