import { describe, expect, it } from 'vitest'
import type { Screen } from '@/api/shapes'
import { panelTable } from './table'
import { changeOf } from './tileFacts'
import { finishedOf } from './useStretches'
import { behindIn, endOf, wayTo } from './ways'

const share = (value: number) => `${(value * 100).toFixed(1)}%`
const RANGE = { from_on: '2026-11-01', to_on: '2026-11-28' }

describe('the change of a figure', () => {
  it('is good or bad by what the figure means', () => {
    expect(changeOf(110, 100, 'more', share)).toEqual({ way: 'up', good: 'good', words: '10.0%' })
    expect(changeOf(110, 100, 'less', share)).toMatchObject({ way: 'up', good: 'bad' })
    expect(changeOf(90, 100, 'less', share)).toEqual({ way: 'down', good: 'good', words: '10.0%' })
    expect(changeOf(90, 100, 'neither', share)).toMatchObject({ way: 'down', good: 'neither' })
  })

  it('is not told where there is nothing to compare with, or nothing may be told', () => {
    for (const [now, before] of [[5, null], [5, 0], [null, 5]] as const) expect(changeOf(now, before, 'more', share)).toBeUndefined()
    expect(changeOf(1000, 1000, 'more', share)).toMatchObject({ way: 'same', good: 'neither' })
  })
})

describe('a stretch that goes on', () => {
  const series = (...days: string[]) => days.map((starts_on) => ({ starts_on })) as Screen['series']
  const today = '2026-11-28'

  it('is not drawn as a fall', () => {
    expect(finishedOf({ series: series('2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28'), step: 'day', today })).toBe(3)
    expect(finishedOf({ series: series('2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27'), step: 'day', today })).toBe(4)
    expect(finishedOf({ series: series('2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01'), step: 'month', today })).toBe(3)
    // Of so few nothing is left out.
    expect(finishedOf({ series: series('2026-11-28'), step: 'day', today })).toBe(1)
  })
})

describe('the table of a panel', () => {
  it('is written for people and kept for programs', () => {
    const money = { head: 'Revenue', write: (cents: number) => `¥${(cents / 100).toFixed(2)}`, keep: (cents: number) => cents / 100 }
    const table = panelTable('Day', [{ head: 'Loans' }, money], [{ label: 'Mon', values: [3, 1250] }, { label: 'Tue', values: ['fewer than 5', null] }], '—')
    expect(table.heads).toEqual(['Day', 'Loans', 'Revenue'])
    expect(table.rows.map((row) => row.cells)).toEqual([['3', '¥12.50'], ['fewer than 5', '—']])
    expect(table.file).toEqual([['Day', 'Loans', 'Revenue'], ['Mon', 3, 12.5], ['Tue', 'fewer than 5', null]])
  })
})

describe('the way to the list behind a figure', () => {
  it('says in the address what the figure counts, and is read back from there', () => {
    const filter = { category: 'history', weekday: 0, hour: 17 }
    const { query } = wayTo('loans', RANGE, filter) as { query: Record<string, string> }
    expect(query).toEqual({ figure: 'loans', from: '2026-11-01', to: '2026-11-28', category: 'history', weekday: '0', hour: '17' })
    expect(behindIn(query)).toEqual({ figure: 'loans', ...RANGE, ...filter })
  })

  it('is none where the address names no figure, and leaves out what is no number', () => {
    expect(behindIn({ figure: 'secrets' })).toBeNull()
    expect(behindIn({ figure: 'loans', hour: 'noon' })).toEqual({ figure: 'loans' })
  })

  it('ends a stretch with its last day, but not after the range', () => {
    expect(endOf('2026-11-02', 'week', '2026-12-31')).toBe('2026-11-08')
    expect(endOf('2026-02-01', 'month', '2026-12-31')).toBe('2026-02-28')
    expect(endOf('2026-11-23', 'week', '2026-11-28')).toBe('2026-11-28')
    expect(endOf('2026-11-05', 'day', '2026-11-28')).toBe('2026-11-05')
  })
})
