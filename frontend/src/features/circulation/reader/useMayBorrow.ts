import { computed } from 'vue'
import { useSession } from '@/features/accounts/session'

/** An auditor looks and changes nothing: he is offered nothing. */
export function useMayBorrow() {
  const session = useSession()
  return computed(() => session.signedIn && session.reader?.role !== 'auditor')
}
