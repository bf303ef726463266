/** What the desk of the shop asks of the library. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { OrderSlipsQuery, StaffOrderQuery, StockQuery, VouchersQuery } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

/** Everything of the desk is forgotten with whoever was signed in. */
function useShopKey() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, 'shop-desk', ...rest]
}

export function useStaffOrders(asked: MaybeRefOrGetter<StaffOrderQuery>) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('orders', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/orders', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

/** Packing slips of chosen orders, or of all that a filter finds. */
export function useOrderSlips(asked: MaybeRefOrGetter<OrderSlipsQuery>) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('slips', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/orders/slips', { params: { query: toValue(asked) } })), staleTime: 0 })
}

export function useOrderCounts() {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('counts'), query: () => bodyOf(api.GET('/api/staff/orders/counts')), staleTime: 0 })
}

export function useStaffOrder(id: MaybeRefOrGetter<number>) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('order', toValue(id)), query: () => bodyOf(api.GET('/api/staff/orders/{order_id}', { params: { path: { order_id: toValue(id) } } })), staleTime: 0 })
}

export function useStock(asked: MaybeRefOrGetter<StockQuery>, enabled: MaybeRefOrGetter<boolean> = true) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('stock', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/stock', { params: { query: toValue(asked) } })), enabled, placeholderData: (previous) => previous, staleTime: 0 })
}

export function useEntries(skuId: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('entries', toValue(skuId), toValue(page)), query: () => bodyOf(api.GET('/api/staff/skus/{sku_id}/entries', { params: { path: { sku_id: toValue(skuId) }, query: { page: toValue(page), size } } })), staleTime: 0 })
}

/** Books by their title, to offer one. */
export function useTitles(q: MaybeRefOrGetter<string>) {
  return useQuery({ key: () => ['books', 'titles', toValue(q)], query: () => bodyOf(api.GET('/api/books', { params: { query: { q: toValue(q), size: 6 } } })), enabled: () => toValue(q).trim() !== '' })
}

export type When = 'now' | 'coming' | 'past'
export function useDiscounts(when: MaybeRefOrGetter<When | null>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('discounts', toValue(when) ?? 'all', toValue(page)), query: () => bodyOf(api.GET('/api/staff/discounts', { params: { query: { ...(toValue(when) && { when: toValue(when)! }), page: toValue(page), size } } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useVouchers(asked: MaybeRefOrGetter<VouchersQuery>) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('vouchers', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/vouchers', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useVoucherUses(voucherId: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('uses', toValue(voucherId), toValue(page)), query: () => bodyOf(api.GET('/api/staff/vouchers/{voucher_id}/uses', { params: { path: { voucher_id: toValue(voucherId) }, query: { page: toValue(page), size } } })), staleTime: 0 })
}

export function useShopTerms() {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('terms'), query: () => bodyOf(api.GET('/api/staff/shop-terms')), staleTime: 0 })
}

export function useRates() {
  const keyOf = useShopKey()
  return useQuery({ key: () => keyOf('rates'), query: async () => (await bodyOf(api.GET('/api/staff/shipping-rates'))).items, staleTime: 0 })
}

/** After an act every list of the shop's desk is asked for again, and what readers are shown of prices. */
export function useShopRefresh(): () => Promise<unknown> {
  const keyOf = useShopKey()
  const cache = useQueryCache()
  return () => Promise.all([cache.invalidateQueries({ key: keyOf() }), cache.invalidateQueries({ key: ['books'] })])
}
