/** How many pieces are in the cart: all that the head of every page needs to know. */
import { useQuery } from '@pinia/colada'
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

/** A guest has a cart too; when he signs in it becomes another one. */
export const cartKey = (readerId: number | undefined, ...rest: (string | number)[]) => ['mine', readerId ?? 0, 'cart', ...rest]

/** Long after what the page is there for. */
const LATE_MS = 1500

export function useCartCount() {
  const session = useSession()
  const late = ref(false)
  let timer = 0
  onMounted(() => (timer = window.setTimeout(() => (late.value = true), LATE_MS)))
  onBeforeUnmount(() => clearTimeout(timer))
  return useQuery({
    key: () => cartKey(session.reader?.id, 'count'),
    query: () => bodyOf(api.GET('/api/cart/count')),
    enabled: () => late.value,
    staleTime: 60_000,
  })
}
