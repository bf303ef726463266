/** The states of an order as people see them: what it is now, and how it looks. */
import { Ban, Check, CircleDashed, ClockAlert, Hand, PackageCheck, PackageOpen, Truck, Undo2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { OrderState, OrderSummary } from '@/api/shapes'

export const STATES: OrderState[] = ['pending_payment', 'confirmed', 'packing', 'shipped', 'ready_for_pickup', 'completed', 'cancelled', 'expired', 'returned']

export type Tone = 'wait' | 'work' | 'good' | 'over'
export const LOOK: Record<OrderState, { icon: Component; tone: Tone }> = {
  pending_payment: { icon: CircleDashed, tone: 'wait' },
  confirmed: { icon: Check, tone: 'work' },
  packing: { icon: PackageOpen, tone: 'work' },
  shipped: { icon: Truck, tone: 'work' },
  ready_for_pickup: { icon: Hand, tone: 'good' },
  completed: { icon: PackageCheck, tone: 'good' },
  cancelled: { icon: Ban, tone: 'over' },
  expired: { icon: ClockAlert, tone: 'over' },
  returned: { icon: Undo2, tone: 'over' },
}

type Facts = Pick<OrderSummary, 'state' | 'delivery' | 'owed_cents' | 'returnable' | 'captured_cents' | 'refunded_cents'>

/** Which sentence says what an order is now: a key under `orders.now`. */
export function nowOf(order: Facts): string {
  if (order.state === 'confirmed') return order.delivery === 'shipping' ? 'confirmedShipping' : order.owed_cents ? 'confirmedPayLater' : 'confirmedPickup'
  if (order.state === 'ready_for_pickup') return order.owed_cents ? 'readyPayLater' : 'ready'
  if (order.state === 'completed') return order.returnable ? 'completedReturnable' : 'completed'
  return { pending_payment: 'pending', packing: 'packing', shipped: 'shipped', cancelled: 'cancelled', expired: 'expired', returned: 'returned' }[order.state]
}

type Happening = { entity: string; action: string }
// Steps of the clockwork with a provider; people are told how they end.
const INNER = new Set(['payment create', 'payment process', 'payment authorise', 'payment void', 'refund fail', 'refund retry', 'order payment_captured'])

/** What a reader wants to know of it; the staff see everything. */
export const forReaders = <Event extends Happening>(events: Event[]) => events.filter((event) => !INNER.has(`${event.entity} ${event.action}`))

/** What would be given back for so many pieces of a line: its share of the voucher is taken off. As the server counts it. */
export function returnCents(line: { total_cents: number; voucher_cents: number; quantity: number; returned: number }, more: number): number {
  const net = line.total_cents - line.voucher_cents
  return Math.floor((net * (line.returned + more)) / line.quantity) - Math.floor((net * line.returned) / line.quantity)
}
