import type { NavigationGuard } from 'vue-router'
import { useSession } from '@/features/accounts/session'

/** Pages of one's own send a guest to sign in, and back afterwards. */
export const askToSignIn: NavigationGuard = (to) => {
  if (to.meta.reader && !useSession().signedIn) return { name: 'sign-in', query: { next: to.fullPath } }
  return true
}
