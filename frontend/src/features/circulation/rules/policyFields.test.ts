import { describe, expect, it } from 'vitest'
import type { PolicyValues } from '@/api/shapes'
import { ALL_FIELDS, warningsOf, wrongFields } from './policyFields'

const DEFAULT: PolicyValues = {
  lends: true, loan_days: 30, max_loans: 10, hard_due_on: null, hard_due_kind: null, within_card: true, self_issue: false,
  max_renewals: 2, renew_days: 30, renew_window_days: 7, renew_base: 'from_today', overdue_renew_days: 7, max_holds: 5,
  pickup_open_days: 5, request_valid_days: 180, noshow_block_days: 0, grace_days: 2, fine_per_open_day_cents: 20, fine_cap_cents: 2000,
  suspend_days_per_overdue_day: 0, block_fine_cents: 1000, block_overdue_items: 3, lost_after_days: 60, lost_processing_cents: 500, refund_days: 180,
}

describe('a policy', () => {
  it('has every number in one of its groups, once', () => {
    const numbers = Object.entries(DEFAULT).filter(([, value]) => typeof value === 'number').map(([name]) => name)
    expect(ALL_FIELDS.map((field) => field.name).sort()).toEqual(numbers.sort())
  })

  it('of a new library is right and surprises nobody', () => {
    expect(wrongFields(DEFAULT)).toEqual([])
    expect(warningsOf(DEFAULT, '2026-11-20')).toEqual([])
  })

  it('is not saved with a number that is none, or beyond its bounds', () => {
    expect(wrongFields({ ...DEFAULT, loan_days: 0, max_holds: Number.NaN, grace_days: 1.5 })).toEqual(['loan_days', 'max_holds', 'grace_days'])
  })

  it('warns of what is hardly meant', () => {
    expect(warningsOf({ ...DEFAULT, suspend_days_per_overdue_day: 1 }, '2026-11-20')).toEqual(['fineIgnored'])
    expect(warningsOf({ ...DEFAULT, fine_cap_cents: 10, block_fine_cents: 0, block_overdue_items: 0 }, '2026-11-20')).toEqual(['capBelowDay', 'neverBlocked'])
    expect(warningsOf({ ...DEFAULT, hard_due_on: '2026-11-19', hard_due_kind: 'exact', renew_days: 0 }, '2026-11-20')).toEqual(['renewsNothing', 'hardPast'])
  })
})
