/** The rooms of the office that exist and that this person may enter, and the one that is shown. */
import { computed } from 'vue'
import { useRoute, useRouter, type RouteLocationNormalizedLoaded } from 'vue-router'
import { useSession } from '@/features/accounts/session'
import { STAFF_RAIL, type StaffEntry } from './staffRail'

export function useStaffRooms() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const mayEnter = (entry: StaffEntry) => router.hasRoute(entry.route) && (entry.permission !== 'admin' || session.isAdmin)
  const groups = computed(() => STAFF_RAIL.map((group) => ({ ...group, entries: group.entries.filter(mayEnter) })).filter((group) => group.entries.length))
  const here = computed(() => groups.value.flatMap((group) => group.entries.map((entry) => ({ group, entry }))).find(({ entry }) => isHere(entry, route)))
  return { groups, here, isHere: (entry: StaffEntry) => isHere(entry, route) }
}

/** A page without an entry of its own belongs to the room that it names. */
const isHere = (entry: StaffEntry, route: RouteLocationNormalizedLoaded) => route.name === entry.route || route.meta.room === entry.route
