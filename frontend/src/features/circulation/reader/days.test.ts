import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, todayIn } from './days'

describe('days of the library', () => {
  it('today is the day where the library stands, whatever the clock of the browser says', () => {
    const moment = new Date('2026-11-27T17:30:00Z')
    expect(todayIn('Asia/Shanghai', moment)).toBe('2026-11-28')
    expect(todayIn('America/Los_Angeles', moment)).toBe('2026-11-27')
  })

  it('are counted by the calendar: a day on which clocks change is one day too', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2)
    expect(daysBetween('2026-11-27', '2026-11-27')).toBe(0)
    expect(daysBetween('2026-12-01', '2026-11-27')).toBe(-4)
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01')
  })
})
