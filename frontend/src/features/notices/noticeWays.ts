import type { RouteLocationRaw } from 'vue-router'
import type { Notice } from '@/api/shapes'

/** Where a notice leads, by its kind; a kind that is not here leads nowhere. */
const WAYS: Record<string, (facts: Notice['facts']) => RouteLocationRaw> = {
  password_changed: () => ({ name: 'security' }),
  email_changed: () => ({ name: 'security' }),
  ...Object.fromEntries(['due_soon', 'due_today', 'renewal_possible', 'overdue', 'recall', 'due_date_moved', 'loan_receipt', 'lost_declared'].map((kind) => [kind, () => ({ name: 'my-loans' })])),
  ...Object.fromEntries(['hold_ready', 'hold_cancelled'].map((kind) => [kind, () => ({ name: 'my-holds' })])),
  ...Object.fromEntries(['hold_expired', 'request_expired'].map((kind) => [kind, (facts: Notice['facts']) => ({ name: 'book', params: { id: String(facts.book_id) } })])),
  return_receipt: () => ({ name: 'my-loans', query: { show: 'past' } }),
}

export function wayOf(notice: Notice): RouteLocationRaw | null {
  return WAYS[notice.kind]?.(notice.facts) ?? null
}
