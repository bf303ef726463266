import type { RouteLocationRaw } from 'vue-router'
import type { Notice } from '@/api/shapes'

/** Where a notice leads, by its kind; a kind that is not here leads nowhere. */
const WAYS: Record<string, (facts: Notice['facts']) => RouteLocationRaw> = {
  password_changed: () => ({ name: 'security' }),
  email_changed: () => ({ name: 'security' }),
  ...Object.fromEntries(
    ['hold_ready', 'hold_expired', 'request_expired', 'hold_cancelled', 'due_soon', 'renewal_possible', 'due_today', 'overdue', 'recall', 'due_date_moved', 'loan_receipt', 'return_receipt', 'lost_declared'].map((kind) => [kind, toBook]),
  ),
}

function toBook(facts: Notice['facts']): RouteLocationRaw {
  return { name: 'book', params: { id: String(facts.book_id) } }
}

export function wayOf(notice: Notice): RouteLocationRaw | null {
  return WAYS[notice.kind]?.(notice.facts) ?? null
}
