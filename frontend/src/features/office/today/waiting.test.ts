import { describe, expect, it } from 'vitest'
import type { Today } from '@/api/shapes'
import { listsAge, waitingGroups } from './waiting'

const QUIET: Today = { as_of: '2026-11-28T02:00:00Z', today: '2026-11-28', pull_list: 0, hold_shelf: 3, to_clear: 0, overdue: 0, oldest_due_on: null, to_pack: 0, packing: 0, not_collected: 0, alerts: 0, reviews: 0, failed_jobs: 0, failed_letters: 0, refused_records: 0, unfinished_acts: 0, lists_made_at: null, lent: [], due_back: [] }
const tones = (today: Today) => Object.fromEntries(waitingGroups(today).flatMap(({ items }) => items.map((item) => [item.key, item.tone])))

describe('what waits today', () => {
  it('is calm when nothing waits, and says what is wrong apart from what is work', () => {
    expect(new Set(Object.values(tones(QUIET)))).toEqual(new Set(['calm']))
    expect(tones({ ...QUIET, to_clear: 1, overdue: 5, alerts: 2, failed_jobs: 1 })).toMatchObject({ holdShelf: 'alarm', overdue: 'work', alerts: 'alarm', failedJobs: 'alarm', toPack: 'calm' })
  })
  it('knows when the lists are older than they should be', () => {
    expect([listsAge(null, QUIET.as_of), listsAge('2026-11-27T18:00:00Z', QUIET.as_of), listsAge('2026-11-25T18:00:00Z', QUIET.as_of)]).toEqual([null, { days: 0, stale: false }, { days: 2, stale: true }])
  })
})
