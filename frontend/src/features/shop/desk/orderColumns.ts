/** The table of orders: its columns, what it is sorted and narrowed by, and the queues of the desk. */
import type { Column } from '@/shared/ui/table/columns'
import { day, flag, oneOf, whole } from '@/shared/ui/table/filters'

export const ORDER_COLUMNS = [
  { key: 'number', label: 'orders.desk.columns.order', sort: 'placed', always: true, csv: 'number,placed_on' },
  { key: 'what', label: 'orders.desk.columns.what', csv: 'titles,pieces' },
  { key: 'reader', label: 'orders.desk.columns.reader' },
  { key: 'way', label: 'orders.desk.columns.way', csv: 'delivery,slot,tracking_number' },
  { key: 'state', label: 'orders.desk.columns.state' },
  { key: 'until', label: 'ordersDesk.columns.until', sort: 'until', hidden: true, csv: 'pickup_until' },
  { key: 'payment', label: 'ordersDesk.columns.payment', csv: 'payment_status' },
  { key: 'goods', label: 'ordersDesk.columns.goods', align: 'end', hidden: true, csv: 'goods_cents,voucher_cents,shipping_cents' },
  { key: 'total', label: 'orders.desk.columns.money', sort: 'amount', align: 'end', csv: 'total_cents,currency' },
  { key: 'taken', label: 'ordersDesk.columns.taken', align: 'end', hidden: true, csv: 'captured_cents,refunded_cents' },
  { key: 'completed_on', label: 'ordersDesk.columns.completed', hidden: true },
  { key: 'invoice_number', label: 'ordersDesk.columns.invoice', hidden: true },
] as const satisfies readonly Column[]
/** The queues, in the order in which they are worked off. */
export const QUEUES = ['confirmed', 'packing', 'ready_for_pickup', 'shipped', 'pending_payment', 'completed', 'all'] as const
export const STATES = ['all', 'open', 'pending_payment', 'confirmed', 'packing', 'shipped', 'ready_for_pickup', 'completed', 'cancelled', 'expired', 'returned'] as const
export const PAYMENTS = ['none', 'authorised', 'partial', 'paid', 'overpaid', 'part_refunded', 'refunded'] as const
export const WAYS = ['pickup', 'shipping'] as const
export const ORDER_FILTERS = { state: oneOf(...STATES), payment_status: oneOf(...PAYMENTS), delivery: oneOf(...WAYS), reader: whole, placed_from: day, placed_to: day, cents_from: whole, cents_to: whole, late: flag }
export const ORDER_SORTS = ['placed', 'amount', 'until'] as const
