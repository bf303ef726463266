/** Money of orders: what readers pay, what the desk takes and gives back, and what the staff look after. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { onceOnly } from '@/api/onceOnly'
import type { DeskPayment, OrderMoney, PaymentsQuery } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

function useMine() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, ...rest]
}

/** How paying stands. Asking is a POST: the library asks the provider, and what it hears may change the order. */
export function usePayState(id: MaybeRefOrGetter<number>) {
  const keyOf = useMine()
  const path = () => ({ params: { path: { order_id: toValue(id) } } })
  return useQuery({ key: () => keyOf('orders', 'pay', toValue(id)), query: () => bodyOf(api.POST('/api/orders/{order_id}/payments/check', path())), staleTime: 0, gcTime: 0 })
}

/** What else shows this order must ask again. */
export function useForgetOrders() {
  const keyOf = useMine()
  const cache = useQueryCache()
  return (id: number) => {
    for (const rest of [['list'], ['one', id]]) void cache.invalidateQueries({ key: keyOf('orders', ...rest) })
  }
}

/** Begin to pay, or go on with it: where to go. */
export const beginPayment = async (order_id: number) => (await bodyOf(api.POST('/api/orders/{order_id}/payments', { params: { path: { order_id } }, headers: onceOnly() }))).redirect

export function useOrderMoney(id: MaybeRefOrGetter<number>) {
  const keyOf = useMine()
  return useQuery({ key: () => keyOf('shop-desk', 'money', toValue(id)), query: () => bodyOf(api.GET('/api/staff/orders/{order_id}/money', { params: { path: { order_id: toValue(id) } } })), staleTime: 0 })
}

/** What the desk does with the money of an order. Each answers with the money as it is now. */
export function useMoneyActs(id: MaybeRefOrGetter<number>) {
  const keyOf = useMine()
  const cache = useQueryCache()
  const path = () => ({ params: { path: { order_id: toValue(id) } }, headers: onceOnly() })
  const ofRefund = (refund_id: number) => ({ params: { path: { order_id: toValue(id), refund_id } } })
  const onSuccess = (money: OrderMoney) => cache.setQueryData(keyOf('shop-desk', 'money', money.order_id), money)
  const onSettled = () => void cache.invalidateQueries({ key: keyOf('shop-desk') })
  const { mutateAsync: take } = useMutation({ mutation: (body: DeskPayment) => bodyOf(api.POST('/api/staff/orders/{order_id}/payments', { ...path(), body })), onSuccess, onSettled })
  const { mutateAsync: ask } = useMutation({ mutation: (body: { amount_cents: number; reason: string }) => bodyOf(api.POST('/api/staff/orders/{order_id}/refunds', { ...path(), body })), onSuccess, onSettled })
  const { mutateAsync: send } = useMutation({ mutation: (refund: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/refunds/{refund_id}/retry', ofRefund(refund))), onSuccess, onSettled })
  const { mutateAsync: payOut } = useMutation({ mutation: (refund: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/refunds/{refund_id}/paid-out', ofRefund(refund))), onSuccess, onSettled })

  /** Written down first, and only then asked of the provider: whatever stops in between is asked again by the jobs. */
  async function refund(body: { amount_cents: number; reason: string }): Promise<OrderMoney> {
    let money = await ask(body)
    for (const one of money.refunds.filter((one) => one.state === 'pending' && one.provider !== 'pay_at_desk')) money = await send(one.id)
    return money
  }
  return { take, refund, send, payOut }
}

export function usePayments() {
  const keyOf = useMine()
  return useQuery({ key: () => keyOf('shop-desk', 'payments'), query: () => bodyOf(api.GET('/api/staff/payments')), staleTime: 0 })
}

/** Attempts to pay, as a table asks for them. */
export function usePaymentLines(asked: MaybeRefOrGetter<PaymentsQuery>) {
  const keyOf = useMine()
  return useQuery({ key: () => keyOf('shop-desk', 'payment-lines', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/payment-attempts', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useAlerts(handled: MaybeRefOrGetter<boolean>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useMine()
  return useQuery({
    key: () => keyOf('shop-desk', 'alerts', String(toValue(handled)), toValue(page)),
    query: () => bodyOf(api.GET('/api/staff/payment-alerts', { params: { query: { handled: toValue(handled), page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useHandleAlert() {
  const keyOf = useMine()
  const cache = useQueryCache()
  return useMutation({
    mutation: (alert_id: number) => bodyOf(api.POST('/api/staff/payment-alerts/{alert_id}/handled', { params: { path: { alert_id } } })),
    onSettled: () => void cache.invalidateQueries({ key: keyOf('shop-desk') }),
  })
}
