import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { NoticePage } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const keyOf = (readerId: number) => ['mine', readerId, 'notices']
type Unread = { unread: number }

export function useNotices(page: MaybeRefOrGetter<number>, size = 20) {
  const session = useSession()
  return useQuery({
    key: () => [...keyOf(session.reader?.id ?? 0), 'page', toValue(page)],
    query: () => bodyOf(api.GET('/api/notices', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** How many are not read; asked again whenever the reader comes back to the window. */
export function useUnread() {
  const session = useSession()
  return useQuery({
    key: () => [...keyOf(session.reader?.id ?? 0), 'unread'],
    query: () => bodyOf(api.GET('/api/notices/unread')),
    enabled: () => session.signedIn,
    staleTime: 60_000,
  })
}

/** Read, or not after all. The page says so at once and takes it back if it did not work. */
export function useMarkNotice() {
  const { show, restore, settle } = useShown()
  return useMutation({
    mutation: ({ id, read }: { id: number; read: boolean }) => {
      const params = { path: { notice_id: id } }
      return bodyOf(read ? api.PUT('/api/notices/{notice_id}/read', { params }) : api.DELETE('/api/notices/{notice_id}/read', { params }))
    },
    onMutate: ({ id, read }) => show((notice) => notice.id === id, read),
    onError: (_error, _variables, before) => restore(before),
    onSettled: settle,
  })
}

export function useMarkAllRead() {
  const { show, restore, settle } = useShown()
  return useMutation({
    mutation: () => bodyOf(api.PUT('/api/notices/read')),
    onMutate: () => show(() => true, true),
    onError: (_error, _variables, before) => restore(before),
    onSettled: settle,
  })
}

/** What is shown of notices, on pages and on the bell, changed and put back together. */
function useShown() {
  const session = useSession()
  const cache = useQueryCache()
  type Before = { pages: { key: (string | number)[]; data: NoticePage }[]; unread: Unread | undefined }

  function show(which: (notice: NoticePage['items'][number]) => boolean, read: boolean): Before {
    const key = keyOf(session.reader?.id ?? 0)
    cache.cancelQueries({ key })
    const pages = cache.getEntries({ key: [...key, 'page'] }).flatMap((entry) => (entry.state.value.data ? [{ key: entry.key as (string | number)[], data: entry.state.value.data as NoticePage }] : []))
    const changed = new Set<number>()
    for (const page of pages) {
      const items = page.data.items.map((notice) => {
        if (!which(notice) || (notice.read_at !== null) === read) return notice
        changed.add(notice.id)
        return { ...notice, read_at: read ? new Date().toISOString() : null }
      })
      cache.setQueryData(page.key, { ...page.data, items } as NoticePage)
    }
    const unread = cache.getQueryData<Unread>([...key, 'unread'])
    if (unread) cache.setQueryData<Unread>([...key, 'unread'], { unread: Math.max(0, unread.unread + (read ? -changed.size : changed.size)) })
    return { pages, unread }
  }
  function restore(before: Partial<Before>): void {
    for (const page of before.pages ?? []) cache.setQueryData(page.key, page.data)
    if (before.unread) cache.setQueryData<Unread>([...keyOf(session.reader?.id ?? 0), 'unread'], before.unread)
  }
  function settle(): void {
    void cache.invalidateQueries({ key: keyOf(session.reader?.id ?? 0) })
  }
  return { show, restore, settle }
}
