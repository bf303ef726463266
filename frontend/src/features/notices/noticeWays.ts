import type { RouteLocationRaw } from 'vue-router'
import type { Notice } from '@/api/shapes'

type Way = (facts: Notice['facts']) => RouteLocationRaw

/** Where a notice leads, by its kind; a kind that is not here leads nowhere. */
const WAYS: Record<string, Way> = {
  password_changed: () => ({ name: 'security' }),
  email_changed: () => ({ name: 'security' }),
  ...toEach(['due_soon', 'due_today', 'renewal_possible', 'overdue', 'recall', 'due_date_moved', 'loan_receipt', 'lost_declared'], () => ({ name: 'my-loans' })),
  ...toEach(['hold_ready', 'hold_cancelled'], () => ({ name: 'my-holds' })),
  // To ask for it again.
  ...toEach(['hold_expired', 'request_expired'], (facts) => ({ name: 'book', params: { id: String(facts.book_id) } })),
  return_receipt: (facts) => (facts.cents ? { name: 'my-fines' } : { name: 'my-loans', query: { show: 'past' } }),
  ...toEach(
    ['order_confirmed', 'order_shipped', 'order_ready', 'order_cancelled', 'order_not_collected', 'order_expired', 'order_returned', 'refund_done'],
    (facts) => ({ name: 'my-order', params: { id: String(facts.order_id) } }),
  ),
}

function toEach(kinds: string[], way: Way): Record<string, Way> {
  return Object.fromEntries(kinds.map((kind) => [kind, way]))
}

export function wayOf(notice: Notice): RouteLocationRaw | null {
  return WAYS[notice.kind]?.(notice.facts) ?? null
}
