import { describe, expect, it } from 'vitest'
import { comparedRunOf, figureOf, hasAlarm, intervalOf } from './figures'
import { linesOf, rateOf, totalsOf } from './onlineMeasures'

const run = {
  metrics: {
    model: { ndcg_at_10: 0.21, ndcg_at_10_interval: [0.2, 0.22] },
    popularity: { ndcg_at_10: 0.05 },
    published: { run_id: 7, model: 'ncf', recorded: { ndcg_at_10: 0.19 } },
    lists: { overlap_at_10: 0.4, overlap_limit: 0.3, overlap_alarm: true },
  },
}

describe('figures of a run', () => {
  it('are read from where the job wrote them', () => {
    expect(figureOf(run, 'model', 'ndcg_at_10')).toBe(0.21)
    expect(figureOf(run, 'published', 'ndcg_at_10')).toBe(0.19)
    expect(intervalOf(run, 'model')).toEqual([0.2, 0.22])
    expect(comparedRunOf(run)).toEqual({ id: 7, model: 'ncf' })
    expect(hasAlarm(run)).toBe(true)
  })

  it('may be missing in old runs, one by one or all', () => {
    for (const metrics of [null, {}, { model: null, published: null }, { published: { run_id: 1, recorded: null } }]) {
      expect(figureOf({ metrics }, 'published', 'ndcg_at_10')).toBeNull()
      expect(intervalOf({ metrics }, 'model')).toBeNull()
      expect(hasAlarm({ metrics })).toBe(false)
    }
  })
})

describe('what readers did', () => {
  const row = (day: string, run_id: number | null, source: string, impressions: number, opens: number, likes = 0, loans = 0, shelf = 'for_you' as const) => ({ day, run_id, source, shelf, impressions, opens, likes, loans })
  const items = [row('2026-11-18', 1, 'ncf', 10, 2), row('2026-11-20', 2, 'ncf', 30, 3, 1, 6), row('2026-11-20', null, 'popular', 4, 1), row('2026-11-18', null, 'popular', 20, 5), row('2026-11-20', 2, 'ncf', 10, 1)]

  it('is one line for each source over every day, with a gap where too little was shown to say', () => {
    const { days, lines } = linesOf(items, 'click_through')
    expect(days).toEqual(['2026-11-18', '2026-11-19', '2026-11-20'])
    expect(lines).toEqual([{ source: 'ncf', values: [0.2, null, 0.1] }, { source: 'popular', values: [0.25, null, null] }])
    expect(linesOf(items, 'borrow_rate').lines[0]).toEqual({ source: 'ncf', values: [0, null, 0.15] })
    expect(linesOf(items, 'opens').lines[1]).toEqual({ source: 'popular', values: [5, null, 1] })
  })

  it('is summed by run and source, newest run first', () => {
    expect(totalsOf(items).map(({ runId, source, impressions }) => [runId, source, impressions])).toEqual([[2, 'ncf', 40], [1, 'ncf', 10], [null, 'popular', 24]])
  })

  it('has no rate where nothing was shown', () => {
    expect(rateOf({ impressions: 0, opens: 0, likes: 0, loans: 0 }, 'borrow_rate')).toBeNull()
  })

  it('of an empty time is empty', () => {
    expect(linesOf([], 'opens')).toEqual({ days: [], lines: [] })
  })
})
