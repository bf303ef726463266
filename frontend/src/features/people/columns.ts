/** The columns of the list of accounts. */
import type { Column } from '@/shared/ui/table/columns'
import { day, flag, oneOf, whole } from '@/shared/ui/table/filters'

export const ROLES = ['reader', 'auditor', 'staff', 'admin'] as const

export const COLUMNS = [
  { key: 'display_name', label: 'people.columns.name', sort: 'display_name', always: true },
  { key: 'card_number', label: 'people.columns.card' },
  { key: 'email', label: 'people.columns.email', hidden: true },
  { key: 'role', label: 'people.columns.role' },
  { key: 'group', label: 'people.columns.group' },
  { key: 'blocked', label: 'people.columns.state' },
  { key: 'open_loans', label: 'people.columns.loans', align: 'end' },
  { key: 'debt_cents', label: 'people.columns.debt', align: 'end' },
  { key: 'rating_count', label: 'people.columns.ratings', align: 'end', hidden: true },
  { key: 'joined', label: 'people.columns.joined', sort: 'joined' },
  { key: 'active', label: 'people.columns.active', sort: 'active' },
] as const satisfies Column[]

/** Readers as the desk lists them: what each has at home, what is late, what he owes. */
export const READER_COLUMNS = [
  { key: 'display_name', label: 'people.columns.name', sort: 'display_name', always: true, csv: 'display_name,name' },
  { key: 'card_number', label: 'people.columns.card' },
  { key: 'email', label: 'people.columns.email', hidden: true },
  { key: 'group', label: 'people.columns.group' },
  { key: 'open_loans', label: 'people.columns.loans', sort: 'loans', align: 'end' },
  { key: 'overdue_loans', label: 'lendingDesk.columns.overdue', sort: 'overdue', align: 'end' },
  { key: 'open_holds', label: 'lendingDesk.columns.holds', align: 'end' },
  { key: 'debt_cents', label: 'people.columns.debt', sort: 'debt', align: 'end' },
  { key: 'blocked', label: 'people.columns.state' },
  { key: 'valid_until', label: 'lendingDesk.columns.valid', hidden: true },
] as const satisfies Column[]

export const FILTERS = {
  role: oneOf(...ROLES),
  group: whole,
  blocked: flag,
  owes: flag,
  borrows: flag,
  late: flag,
  joined_from: day,
  joined_to: day,
  active_from: day,
  active_to: day,
}
