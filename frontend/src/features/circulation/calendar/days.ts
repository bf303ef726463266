/** Days as the library writes them, `2026-11-20`, reckoned without any clock or time zone. */
import type { OpeningDay, StaffCalendar } from '@/api/shapes'

export type DayState = { day: string; open: boolean; differs: OpeningDay | null; loans: number }
export type Month = { month: number; blanks: number; days: DayState[] }

const two = (value: number) => String(value).padStart(2, '0')
const utc = (day: string) => new Date(`${day}T00:00:00Z`)

/** 0 is Monday, as in the calendar of the library. */
export const weekdayOf = (day: string) => (utc(day).getUTCDay() + 6) % 7

export function plusDays(day: string, number: number): string {
  const moved = utc(day)
  moved.setUTCDate(moved.getUTCDate() + number)
  return moved.toISOString().slice(0, 10)
}

/** A year of months, each day open or closed, and why when it is not as usual. */
export function monthsOf(calendar: StaffCalendar): Month[] {
  const usual = new Set(calendar.week.filter((day) => day.opens_at !== null).map((day) => day.weekday))
  const differing = new Map(calendar.differing.map((day) => [day.day, day]))
  const due = new Map(calendar.due.map((one) => [one.day, one.loans]))
  return Array.from({ length: 12 }, (_, index) => {
    const first = `${calendar.year}-${two(index + 1)}-01`
    const length = new Date(Date.UTC(calendar.year, index + 1, 0)).getUTCDate()
    const days = Array.from({ length }, (_unused, place) => {
      const day = `${calendar.year}-${two(index + 1)}-${two(place + 1)}`
      const differs = differing.get(day) ?? null
      return { day, differs, open: differs ? differs.opens_at !== null : usual.has(weekdayOf(day)), loans: due.get(day) ?? 0 }
    })
    return { month: index + 1, blanks: weekdayOf(first), days }
  })
}

export type Span = { first: string; last: string; closed: boolean; opens_at: string | null; closes_at: string | null; reason_zh: string; reason_en: string; days: number }

/** Days that follow each other and differ in the same way, as one. */
export function spansOf(differing: OpeningDay[]): Span[] {
  const spans: Span[] = []
  for (const { day, opens_at, closes_at, reason_zh, reason_en } of differing) {
    const last = spans.at(-1)
    if (last && plusDays(last.last, 1) === day && last.opens_at === opens_at && last.closes_at === closes_at && last.reason_zh === reason_zh && last.reason_en === reason_en) {
      last.last = day
      last.days += 1
    } else {
      spans.push({ first: day, last: day, closed: opens_at === null, opens_at, closes_at, reason_zh, reason_en, days: 1 })
    }
  }
  return spans
}
