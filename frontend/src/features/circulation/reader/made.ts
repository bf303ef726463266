/** For tests: loans and holds as the library answers them, valid by default. */
import { BOOK } from '@/testing/mounting'

export const ZONE = 'Asia/Shanghai'

export const LOAN = {
  id: 11, book: BOOK, barcode: 'B000042', state: 'active', channel: 'self', borrowed_at: '2026-11-01T02:00:00Z', borrowed_on: '2026-11-01', due_on: '2026-12-01', due_at: '2026-12-01T15:59:59Z',
  days_overdue: 0, renewals: 0, max_renewals: 2, fine_cents: 0, claimed_on: null, lost_on: null, returned_on: null, undo_until: null, renewable_until: '2026-12-27', renewal_reasons: [],
}

export const HOLD = {
  id: 21, book: BOOK, state: 'queued', placed_at: '2026-11-20T02:00:00Z', position: 2, queue_length: 5, suspended_until: null, not_needed_after: '2027-05-19', pickup_until: null, extendable: false,
  estimate_from_on: '2026-12-10', estimate_to_on: '2027-01-05',
}

export const LENDING = {
  choice: 'borrow', self_issue: true, due_on: '2026-12-27', copies_free: 1, copies_total: 2, queue_length: 0, my_loan: null, my_hold: null, estimate_from_on: null, estimate_to_on: null, reasons: [], time_zone: ZONE,
}
