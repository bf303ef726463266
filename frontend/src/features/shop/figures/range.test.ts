import { describe, expect, it } from 'vitest'
import { askedIn, daysIn, queryOf, startOf } from './range'

describe('the range in the address', () => {
  it('is what it says, and nothing that it says wrongly', () => {
    expect(askedIn({ from: '2026-11-01', to: '2026-11-30', by: 'week' })).toEqual({ from_on: '2026-11-01', to_on: '2026-11-30', by: 'week' })
    expect(askedIn({ from: 'yesterday', to: '2026-13-40', by: 'hour' })).toEqual({})
    expect(askedIn(queryOf({ from_on: '2026-11-01' }) as Record<string, string>)).toEqual({ from_on: '2026-11-01' })
  })

  it('counts both of its days', () => {
    expect(startOf('2026-03-01', 30)).toBe('2026-01-31')
    expect(daysIn(startOf('2026-03-01', 90), '2026-03-01')).toBe(90)
  })
})
