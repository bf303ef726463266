/** What a reader says of a book at one click, and the days of it. */
import type { MyReading, ReadingRecord, ReadingStatus } from '@/api/shapes'

export const STATUSES: ReadingStatus[] = ['want_to_read', 'reading', 'read', 'stopped']

/** The day where the reader is. */
export function today(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export function recordOf(reading: MyReading): ReadingRecord {
  const { status, started_on, finished_on, progress, page, page_total, past } = reading
  return { status, started_on, finished_on, progress, page, page_total, past }
}

/** The next status, with the day it was entered where that says something; what is known already stays. */
export function moved(reading: MyReading | null, status: ReadingStatus, day: string): ReadingRecord {
  const before: Partial<ReadingRecord> = reading ? recordOf(reading) : {}
  const started = before.started_on ?? null
  if (status === 'want_to_read') return { status, past: before.past ?? [] }
  if (status === 'reading') return { ...before, status, started_on: started ?? day, finished_on: null, progress: before.status === 'read' ? 0 : (before.progress ?? 0), page: before.status === 'read' ? null : before.page }
  return { ...before, status, started_on: started, finished_on: before.finished_on ?? day, progress: status === 'read' ? 100 : (before.progress ?? 0) }
}

/** Begun anew: what was read before is kept with its days. */
export function again(reading: MyReading, day: string): ReadingRecord {
  const before = { started_on: reading.started_on, finished_on: reading.finished_on }
  return { status: 'reading', started_on: day, progress: 0, page_total: reading.page_total, past: [...reading.past, before] }
}
