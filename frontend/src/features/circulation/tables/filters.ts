/** What the tables of lending are narrowed by, as it stands in their addresses. */
import { day, flag, oneOf, whole } from '@/shared/ui/table/filters'

export const LOAN_STATES = ['overdue', 'claimed_returned', 'lost', 'returned', 'lost_paid', 'voided', 'lent', 'all'] as const
export const HOLD_STATES = ['queued', 'allocated', 'ready', 'fulfilled', 'cancelled', 'expired', 'no_show', 'all'] as const
export const FINE_KINDS = ['charge', 'payment', 'waiver', 'refund', 'payout'] as const
export const FINE_CAUSES = ['overdue', 'lost', 'processing', 'damage', 'other'] as const
/** Overdue by so many days at least. */
export const SPANS = [7, 30, 90] as const

const WHOSE = { reader: whole, book: whole, group: whole }
export const OVERDUE_FILTERS = { ...WHOSE, days: whole, asked: flag, due_from: day, due_to: day }
/** Without a state: those that are open. */
export const LOAN_FILTERS = { ...OVERDUE_FILTERS, state: oneOf(...LOAN_STATES), borrowed_from: day, borrowed_to: day, returned_from: day, returned_to: day }
export const HOLD_FILTERS = { ...WHOSE, state: oneOf(...HOLD_STATES), placed_from: day, placed_to: day, pickup_from: day, pickup_to: day, suspended: flag }
export const FINE_FILTERS = { reader: whole, kind: oneOf(...FINE_KINDS), cause: oneOf(...FINE_CAUSES), made_from: day, made_to: day }
