import type { NavigationGuard } from 'vue-router'
import { useSession } from '@/features/accounts/session'
import { kioskTokenIn } from '@/features/dashboard/kiosk'

/** Pages of one's own send a guest to sign in, and back afterwards. */
export const askToSignIn: NavigationGuard = (to) => {
  if ((to.meta.reader || to.meta.staff || to.meta.admin) && !useSession().signedIn) return { name: 'sign-in', query: { next: to.fullPath } }
  return true
}

/** Rooms of the staff are not on a reader's map. The library itself refuses the data; this only spares the way. */
export const keepToStaff: NavigationGuard = (to) => {
  const session = useSession()
  const may = to.meta.admin ? session.isAdmin : !to.meta.staff || session.isStaff
  if (!may) return { name: 'not-found', params: { path: to.path.slice(1).split('/') } }
  return true
}

/** The screen is for the staff, and for a kiosk with its link; from there a kiosk comes nowhere else. */
export const openScreen: NavigationGuard = (to, from) => {
  if (from.name === 'screen' && kioskTokenIn(from.hash)) return to.name === 'screen' && to.hash === from.hash
  if (to.name !== 'screen' || kioskTokenIn(to.hash)) return true
  const session = useSession()
  if (!session.signedIn) return { name: 'sign-in', query: { next: to.fullPath } }
  return session.isStaff || { name: 'not-found', params: { path: ['screen'] } }
}
