import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'
import { LIST_SIZE } from '../queries'

/** Categories to choose from and thirty known books of them; asked for once, so that no book moves under the finger. */
export function useOnboarding(categories: MaybeRefOrGetter<string[]>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'onboarding', ...toValue(categories)],
    query: () => bodyOf(api.GET('/api/onboarding', { params: { query: { category: toValue(categories).join(',') || null } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 600_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
}

/** Keep the categories and have the first list at hand before the front page opens. */
export function useFinishOnboarding() {
  const session = useSession()
  const cache = useQueryCache()
  return useMutation({
    mutation: (categories: string[]) => bodyOf(api.PUT('/api/onboarding', { body: { categories } })),
    async onSuccess() {
      const mine = ['mine', session.reader?.id ?? 0]
      // The front page must not open on the list from before; if this fails, the page asks again itself.
      await cache.invalidateQueries({ key: [...mine, 'recommendations'] }, false)
      const list = await bodyOf(api.GET('/api/recommendations', { params: { query: { size: LIST_SIZE, skip: 0 } } })).catch(() => null)
      if (list) cache.setQueryData([...mine, 'recommendations', 0], list)
      for (const entry of cache.getEntries({ key: [...mine, 'onboarding'] })) cache.remove(entry)
    },
  })
}
