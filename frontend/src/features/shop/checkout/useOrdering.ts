/** Placing the order: what the reader saw is what he agrees to; what is another now is said first. */
import { nextTick, ref, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { ApiError, type Reason } from '@/api/errors'
import type { OrderAsked, PlacedOrder, Quote } from '@/api/shapes'
import { differencesOf, type Differences } from './difference'
import { useBeginPayment, usePlaceOrder } from './queries'

export function useOrdering(quote: Ref<Quote | undefined>, askAgain: () => Promise<unknown>) {
  const router = useRouter()
  const place = usePlaceOrder()
  const pay = useBeginPayment()
  const sending = ref(false)
  const failure = ref<unknown>(null)
  const reasons = ref<Reason[]>([])
  const differences = ref<Differences | null>(null)

  function rest(): void {
    failure.value = null
    reasons.value = []
    differences.value = null
  }
  async function order(asked: Omit<OrderAsked, 'price_hash'>): Promise<void> {
    const shown = quote.value
    if (!shown || sending.value) return
    sending.value = true
    rest()
    try {
      await goOn(await place.mutateAsync({ ...asked, price_hash: shown.price_hash }))
    } catch (error) {
      await tell(error, shown)
    } finally {
      sending.value = false
    }
  }
  async function tell(error: unknown, shown: Quote): Promise<void> {
    await askAgain()
    await nextTick()
    if (error instanceof ApiError && error.code === 'price_changed' && quote.value) differences.value = differencesOf(shown, quote.value)
    else if (error instanceof ApiError && error.reasons.length) reasons.value = error.reasons
    else failure.value = error
  }
  /** To the page where it is paid for; where that does not answer, the order's own page has the button again. */
  async function goOn(placed: PlacedOrder): Promise<void> {
    const redirect = placed.may.includes('pay') ? await pay.mutateAsync(placed.id).catch(() => null) : null
    if (redirect?.startsWith('http') && new URL(redirect).origin !== location.origin) location.assign(redirect)
    else await router.push(redirect ? pathOf(redirect) : { name: 'my-order', params: { id: placed.id } })
  }
  return { order, rest, sending, failure, reasons, differences }
}

function pathOf(address: string): string {
  const url = new URL(address, location.origin)
  return url.pathname + url.search
}
