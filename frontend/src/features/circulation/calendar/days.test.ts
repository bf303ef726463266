import { describe, expect, it } from 'vitest'
import type { StaffCalendar } from '@/api/shapes'
import { monthsOf, plusDays, spansOf, weekdayOf } from './days'

const closed = (day: string, reason = '') => ({ day, opens_at: null, closes_at: null, reason_zh: reason, reason_en: reason })
const CALENDAR: StaffCalendar = {
  year: 2028, today: '2028-02-10', time_zone: 'Asia/Shanghai', may_change_week: true,
  week: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens_at: weekday < 5 ? '09:00' : null, closes_at: weekday < 5 ? '18:00' : null })),
  differing: [closed('2028-02-28', 'x'), closed('2028-02-29', 'x'), { day: '2028-03-04', opens_at: '10:00', closes_at: '12:00', reason_zh: '', reason_en: '' }],
  due: [{ day: '2028-03-01', loans: 3 }],
}

describe('the days of the library', () => {
  it('are the same whatever the clock of the browser says', () => {
    expect(weekdayOf('2026-11-20')).toBe(4)
    expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(plusDays('2026-03-29', 1)).toBe('2026-03-30')
    expect(plusDays('2026-01-01', -1)).toBe('2025-12-31')
  })

  it('fill a year, open or closed', () => {
    const months = monthsOf(CALENDAR)
    expect(months.map((month) => month.days.length)).toEqual([31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    expect(months[1]!.blanks).toBe(1)
    const open = Object.fromEntries(months.flatMap((month) => month.days.map((day) => [day.day, day.open])))
    expect([open['2028-02-25'], open['2028-02-26'], open['2028-02-29'], open['2028-03-04']]).toEqual([true, false, false, true])
    expect(months[2]!.days[0]!.loans).toBe(3)
  })

  it('that follow each other for the same reason are one closure', () => {
    expect(spansOf(CALENDAR.differing).map(({ first, last, days, closed }) => [first, last, days, closed])).toEqual([['2028-02-28', '2028-02-29', 2, true], ['2028-03-04', '2028-03-04', 1, false]])
    expect(spansOf([closed('2028-02-28', 'x'), closed('2028-02-29', 'y')])).toHaveLength(2)
  })
})
