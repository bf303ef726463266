/** What staff do with orders, stock, discounts, vouchers and terms, each one request. */
import { api, bodyOf } from '@/api/client'
import { onceOnly } from '@/api/onceOnly'
import type { DiscountGiven, ReturnsGiven, ShippingRate, ShopTerms, SkuChange, SkuGiven, StockEntryGiven, UsedCopyGiven, VoucherGiven } from '@/api/shapes'

const order = (order_id: number) => ({ params: { path: { order_id } }, headers: onceOnly() })
export const startPacking = (id: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/start', order(id)))
export const putBack = (id: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/put-back', order(id)))
export const shipOrder = (id: number, carrier: string, tracking_number: string) => bodyOf(api.POST('/api/staff/orders/{order_id}/ship', { ...order(id), body: { carrier, tracking_number } }))
export const makeReady = (id: number, slot: string) => bodyOf(api.POST('/api/staff/orders/{order_id}/ready', { ...order(id), body: { slot } }))
export const deliverOrder = (id: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/deliver', order(id)))
export const handOver = (id: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/hand-over', order(id)))
export const notCollected = (id: number) => bodyOf(api.POST('/api/staff/orders/{order_id}/not-collected', order(id)))
export const cancelOrder = (id: number, reason: string) => bodyOf(api.POST('/api/staff/orders/{order_id}/cancel', { ...order(id), body: { reason } }))
export const returnLines = (id: number, body: ReturnsGiven) => bodyOf(api.POST('/api/staff/orders/{order_id}/returns', { ...order(id), body }))

const sku = (sku_id: number) => ({ params: { path: { sku_id } } })
export const offerBook = (body: SkuGiven) => bodyOf(api.POST('/api/staff/skus', { body, headers: onceOnly() }))
export const changeSku = (id: number, body: SkuChange) => bodyOf(api.PATCH('/api/staff/skus/{sku_id}', { ...sku(id), body }))
export const addEntry = (id: number, body: StockEntryGiven) => bodyOf(api.POST('/api/staff/skus/{sku_id}/entries', { ...sku(id), body, headers: onceOnly() }))
export const sellUsedCopy = (body: UsedCopyGiven) => bodyOf(api.POST('/api/staff/stock/withdrawn-copies', { body, headers: onceOnly() }))

const discount = (discount_id: number) => ({ params: { path: { discount_id } } })
export const saveDiscount = (id: number | null, body: DiscountGiven) =>
  id === null ? bodyOf(api.POST('/api/staff/discounts', { body, headers: onceOnly() })) : bodyOf(api.PUT('/api/staff/discounts/{discount_id}', { ...discount(id), body }))
export const removeDiscount = (id: number) => api.DELETE('/api/staff/discounts/{discount_id}', discount(id))

const voucher = (voucher_id: number) => ({ params: { path: { voucher_id } } })
export const addVoucher = (body: VoucherGiven) => bodyOf(api.POST('/api/staff/vouchers', { body, headers: onceOnly() }))
export const changeVoucher = (id: number, body: Omit<VoucherGiven, 'code'>) => bodyOf(api.PUT('/api/staff/vouchers/{voucher_id}', { ...voucher(id), body }))
export const switchVoucher = (id: number, active: boolean) => (active ? bodyOf(api.PUT('/api/staff/vouchers/{voucher_id}/active', voucher(id))) : bodyOf(api.DELETE('/api/staff/vouchers/{voucher_id}/active', voucher(id))))

export const saveTerms = (body: Omit<ShopTerms, 'changed_at'>) => bodyOf(api.PUT('/api/staff/shop-terms', { body }))

export type Rate = Omit<ShippingRate, 'changed_at'>
export const addRate = (body: Rate) => bodyOf(api.POST('/api/staff/shipping-rates', { body, headers: onceOnly() }))
export const changeRate = ({ country, ...body }: Rate) => bodyOf(api.PUT('/api/staff/shipping-rates/{country}', { params: { path: { country } }, body }))
export const removeRate = (country: string) => api.DELETE('/api/staff/shipping-rates/{country}', { params: { path: { country } } })
