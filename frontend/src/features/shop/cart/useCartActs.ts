/** Changing the cart with words: what did not work is said, what was taken out can be put back. */
import { ApiError, sentenceOf, type Reason } from '@/api/errors'
import type { CartLine } from '@/api/shapes'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useChangeLine, usePutInCart, useRemoveLine } from './queries'

/** Why something cannot be, with its numbers. */
export function useRefusals() {
  const { t, te } = useWords()
  function reasonOf(reason: Pick<Reason, 'code'> & Record<string, unknown>): string {
    const key = `cart.reasons.${reason.code}`
    return te(key) ? t(key, reason) : t('errors.unexpected')
  }
  function refusalOf(error: unknown): string {
    const reason = error instanceof ApiError ? error.reasons[0] : undefined
    return reason && te(`cart.reasons.${reason.code}`) ? reasonOf(reason) : sentenceOf(error, t, te)
  }
  return { reasonOf, refusalOf }
}

export function useCartActs() {
  const { t, locale } = useWords()
  const { show } = useToasts()
  const { refusalOf } = useRefusals()
  const put = usePutInCart()
  const change = useChangeLine()
  const remove = useRemoveLine()
  const title = (line: CartLine) => quoteTitle(line.book.title, locale.value)
  const complain = (error: unknown) => show(refusalOf(error), { tone: 'alarm' })

  /** True when it is in the cart. */
  async function putIn(skuId: number, quantity: number): Promise<boolean> {
    return put.mutateAsync({ skuId, quantity }).then(() => true, (error: unknown) => (complain(error), false))
  }
  async function setQuantity(line: CartLine, quantity: number): Promise<void> {
    if (quantity !== line.quantity) await change.mutateAsync({ skuId: line.sku_id, quantity }).catch(complain)
  }
  async function putAside(line: CartLine, saved: boolean): Promise<void> {
    await change.mutateAsync({ skuId: line.sku_id, saved }).then(() => show(t(saved ? 'cart.savedNow' : 'cart.backNow', { title: title(line) }), { action: { label: t('actions.undo'), run: () => void change.mutateAsync({ skuId: line.sku_id, saved: !saved }).catch(complain) } }), complain)
  }
  async function takeOut(line: CartLine, saved: boolean): Promise<void> {
    const putBack = async () => {
      if ((await putIn(line.sku_id, line.quantity)) && saved) await change.mutateAsync({ skuId: line.sku_id, saved }).catch(complain)
    }
    await remove.mutateAsync(line.sku_id).then(() => show(t('cart.removed', { title: title(line) }), { action: { label: t('actions.undo'), run: () => void putBack() } }), complain)
  }
  return { putIn, setQuantity, putAside, takeOut }
}
