import { describe, expect, it } from 'vitest'
import type { MyReading } from '@/api/shapes'
import { again, moved, today } from './reading'

const READING: MyReading = { status: 'reading', started_on: '2026-11-01', finished_on: null, progress: 40, page: 80, page_total: 200, updated_at: '2026-11-10T08:00:00Z', past: [] }
const DAY = '2026-11-20'

describe('one click on a status', () => {
  it('begins a book today, and keeps the day when it was begun', () => {
    expect(moved(null, 'reading', DAY)).toMatchObject({ status: 'reading', started_on: DAY, progress: 0 })
    expect(moved(READING, 'read', DAY)).toMatchObject({ status: 'read', started_on: '2026-11-01', finished_on: DAY, progress: 100 })
    expect(moved(READING, 'stopped', DAY)).toMatchObject({ finished_on: DAY, progress: 40, page: 80 })
  })

  it('says nothing of days and progress of a book that is only wanted', () => {
    expect(moved(READING, 'want_to_read', DAY)).toEqual({ status: 'want_to_read', past: [] })
  })

  it('does not make up a first day of a book that was read before', () => {
    expect(moved(null, 'read', DAY)).toMatchObject({ started_on: null, finished_on: DAY })
  })

  it('keeps the reading before, when a book is read again', () => {
    const read: MyReading = { ...READING, status: 'read', finished_on: '2026-11-12', progress: 100, page: 200 }
    expect(again(read, DAY)).toEqual({ status: 'reading', started_on: DAY, progress: 0, page_total: 200, past: [{ started_on: '2026-11-01', finished_on: '2026-11-12' }] })
  })

  it('knows the day where the reader is, not the one in Greenwich', () => {
    expect(today(new Date(2026, 0, 5, 0, 30))).toBe('2026-01-05')
  })
})
