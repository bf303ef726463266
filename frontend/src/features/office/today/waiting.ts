/** What the first page of the office shows of each thing that waits: where it leads, and whether somebody should hurry. */
import type { RouteLocationRaw } from 'vue-router'
import type { Today } from '@/api/shapes'

export type Tone = 'calm' | 'work' | 'alarm'
export type Waiting = { key: string; count: number; tone: Tone; to: RouteLocationRaw; aside?: { key: string; count: number } }
export type WaitingGroup = { key: 'desk' | 'shop' | 'wrong'; items: Waiting[] }

const work = (count: number): Tone => (count ? 'work' : 'calm')
const wrong = (count: number): Tone => (count ? 'alarm' : 'calm')

export function waitingGroups(today: Today): WaitingGroup[] {
  return [
    {
      key: 'desk',
      items: [
        { key: 'pullList', count: today.pull_list, tone: work(today.pull_list), to: { name: 'staff-pull-list' } },
        { key: 'holdShelf', count: today.hold_shelf, tone: today.to_clear ? 'alarm' : 'calm', to: { name: 'staff-hold-shelf' }, aside: { key: 'toClear', count: today.to_clear } },
        { key: 'overdue', count: today.overdue, tone: work(today.overdue), to: { name: 'staff-overdue' } },
        { key: 'reviews', count: today.reviews, tone: work(today.reviews), to: { name: 'staff-reviews' } },
      ],
    },
    {
      key: 'shop',
      items: [
        { key: 'toPack', count: today.to_pack, tone: work(today.to_pack), to: { name: 'staff-orders', query: { state: 'confirmed' } } },
        { key: 'packing', count: today.packing, tone: work(today.packing), to: { name: 'staff-orders', query: { state: 'packing' } } },
        { key: 'notCollected', count: today.not_collected, tone: wrong(today.not_collected), to: { name: 'staff-orders', query: { state: 'ready_for_pickup', late: 'true' } } },
        { key: 'alerts', count: today.alerts, tone: wrong(today.alerts), to: { name: 'staff-payments' } },
      ],
    },
    {
      key: 'wrong',
      items: [
        { key: 'failedJobs', count: today.failed_jobs, tone: wrong(today.failed_jobs), to: { name: 'staff-jobs' } },
        { key: 'failedLetters', count: today.failed_letters, tone: wrong(today.failed_letters), to: { name: 'staff-jobs' } },
        { key: 'refusedRecords', count: today.refused_records, tone: work(today.refused_records), to: { name: 'staff-imports' } },
        { key: 'unfinishedActs', count: today.unfinished_acts, tone: work(today.unfinished_acts), to: { name: 'staff-bulk-acts' } },
      ],
    },
  ]
}

const STALE_DAYS = 2

/** Whether the lists of the recommender are older than they should be; null: there are none. */
export function listsAge(madeAt: string | null, asOf: string): { days: number; stale: boolean } | null {
  if (!madeAt) return null
  const days = Math.floor((Date.parse(asOf) - Date.parse(madeAt)) / 86_400_000)
  return { days, stale: days >= STALE_DAYS }
}
