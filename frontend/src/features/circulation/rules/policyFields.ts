/** The fields of a policy in the order in which one thinks of them, with what is allowed and what is hardly meant. */
import type { Policy, PolicyValues } from '@/api/shapes'

export type NumberField = { [Name in keyof PolicyValues]-?: PolicyValues[Name] extends number ? Name : never }[keyof PolicyValues]
export type Unit = 'days' | 'books' | 'times' | 'money'
export type Field = { name: NumberField; unit: Unit; min: number; max: number }

const days = (name: NumberField, min = 0, max = 3650): Field => ({ name, unit: 'days', min, max })
const number = (name: NumberField, unit: Unit = 'books'): Field => ({ name, unit, min: 0, max: 1000 })
const money = (name: NumberField): Field => ({ name, unit: 'money', min: 0, max: 10_000_000 })

export const GROUPS = ['borrowing', 'renewing', 'holds', 'fines', 'blocks', 'lost'] as const
export const FIELDS: Record<(typeof GROUPS)[number], Field[]> = {
  borrowing: [days('loan_days', 1), number('max_loans')],
  renewing: [number('max_renewals', 'times'), days('renew_days'), days('renew_window_days'), days('overdue_renew_days')],
  holds: [number('max_holds'), days('pickup_open_days', 1, 60), days('request_valid_days', 1), days('noshow_block_days')],
  fines: [days('grace_days'), money('fine_per_open_day_cents'), money('fine_cap_cents'), days('suspend_days_per_overdue_day', 0, 60)],
  blocks: [money('block_fine_cents'), number('block_overdue_items')],
  lost: [days('lost_after_days', 1), money('lost_processing_cents'), days('refund_days')],
}
export const ALL_FIELDS = GROUPS.flatMap((group) => FIELDS[group])

const OUTSIDE = ['id', 'scope', 'group_id', 'item_type_id', 'location_id', 'changed_at']

/** Only what a policy says: neither its id nor what it is for. */
export function valuesOf(policy: Policy): PolicyValues {
  return Object.fromEntries(Object.entries(policy).filter(([name]) => !OUTSIDE.includes(name))) as unknown as PolicyValues
}

/** The fields that cannot be saved as they are. */
export function wrongFields(values: PolicyValues): NumberField[] {
  return ALL_FIELDS.filter(({ name, min, max }) => {
    const value = values[name]
    return !Number.isInteger(value) || value < min || value > max
  }).map(({ name }) => name)
}

export const WARNINGS = ['fineIgnored', 'capBelowDay', 'neverBlocked', 'renewsAtOnce', 'renewsNothing', 'hardPast', 'lostBeforeFine'] as const
export type Warning = (typeof WARNINGS)[number]

/** What can be saved but is hardly meant. */
export function warningsOf(values: PolicyValues, today: string): Warning[] {
  const found: Record<Warning, boolean> = {
    fineIgnored: values.suspend_days_per_overdue_day > 0 && values.fine_per_open_day_cents > 0,
    capBelowDay: values.fine_cap_cents > 0 && values.fine_cap_cents < values.fine_per_open_day_cents,
    neverBlocked: values.block_fine_cents === 0 && values.block_overdue_items === 0,
    renewsAtOnce: values.max_renewals > 0 && (values.renew_window_days === 0 || values.renew_window_days >= values.loan_days),
    renewsNothing: values.max_renewals > 0 && values.renew_days === 0,
    hardPast: Boolean(values.hard_due_on && values.hard_due_on < today),
    lostBeforeFine: values.lost_after_days <= values.grace_days,
  }
  return WARNINGS.filter((name) => found[name])
}
