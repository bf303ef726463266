/** What the library announces, and what the staff does with it. */
import { defineQueryOptions, useQuery, useQueryCache } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import type { AnnouncementGiven, Announcements } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const mine = (readerId: number) => ['mine', readerId, 'announcements']
const announcementsQuery = defineQueryOptions((readerId: number) => ({
  key: [...mine(readerId), 'told'],
  query: () => bodyOf(api.GET('/api/announcements')),
  staleTime: 300_000,
}))

export function useAnnouncements() {
  const session = useSession()
  return useQuery(() => announcementsQuery(session.reader?.id ?? 0))
}

/** No page waits longer for what is announced: it does without, and moves when it comes. */
const PATIENCE = 800

/** Asked for before the page that shows them is there: then nothing moves when they come. */
export async function askForAnnouncements(): Promise<void> {
  const session = useSession()
  // Who asks is not known yet; it is asked for again when he is.
  if (!session.library) return
  const cache = useQueryCache()
  const asked = cache.refresh(cache.ensure(announcementsQuery(session.reader?.id ?? 0))).catch(() => undefined)
  await Promise.race([asked, new Promise((done) => setTimeout(done, PATIENCE))])
}

export function useDismissal() {
  const cache = useQueryCache()
  const session = useSession()
  const key = () => announcementsQuery(session.reader?.id ?? 0).key
  const params = (id: number) => ({ params: { path: { announcement_id: id } } })
  return {
    told: () => cache.getQueryData(key()) as Announcements | undefined,
    show: (told: Announcements) => cache.setQueryData(key(), told),
    dismiss: (id: number) => bodyOf(api.PUT('/api/announcements/{announcement_id}/dismissal', params(id))),
    bringBack: (id: number) => bodyOf(api.DELETE('/api/announcements/{announcement_id}/dismissal', params(id))),
  }
}

export function useDeskAnnouncements() {
  const session = useSession()
  return useQuery({ key: () => [...mine(session.reader?.id ?? 0), 'desk'], query: () => bodyOf(api.GET('/api/staff/announcements')), staleTime: 0 })
}

export function useAnnouncementRefresh() {
  const cache = useQueryCache()
  const session = useSession()
  return () => cache.invalidateQueries({ key: mine(session.reader?.id ?? 0) }).catch(() => undefined)
}

const one = (id: number) => ({ params: { path: { announcement_id: id } } })
export const addAnnouncement = (body: AnnouncementGiven) => bodyOf(api.POST('/api/staff/announcements', { body }))
export const correctAnnouncement = (id: number, body: AnnouncementGiven & { revision: number }) => bodyOf(api.PUT('/api/staff/announcements/{announcement_id}', { ...one(id), body }))
export const endAnnouncement = (id: number, ended: boolean, revision: number) => bodyOf(api.PUT('/api/staff/announcements/{announcement_id}/ended', { ...one(id), body: { ended, revision } }))
export const removeAnnouncement = (id: number, revision: number) => bodyOf(api.DELETE('/api/staff/announcements/{announcement_id}', { params: { path: { announcement_id: id }, query: { revision } } }))
export const orderAnnouncements = (ids: number[]) => bodyOf(api.PUT('/api/staff/announcements/order', { body: { ids } }))
