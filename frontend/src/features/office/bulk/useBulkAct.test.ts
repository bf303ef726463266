import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { answerWith } from '@/testing/mounting'
import { useBulkAct } from './useBulkAct'

const ACT = { id: 4, kind: 'books.edit', params: {}, state: 'preview', row_count: 120, counts: { waiting: 120, changed: 0, unchanged: 0, failed: 0, undone: 0, kept: 0 }, at_work: false, work_done: 0, work_total: 120 }
const running = (done: number) => ({ ...ACT, state: done < 120 ? 'running' : 'done', at_work: done < 120, work_done: done })
const path = (calls: Request[]) => calls.map((call) => `${call.method} ${new URL(call.url).pathname.replace('/api/staff/bulk-acts', '')}`)

describe('an act on many things', () => {
  it('is looked at first, then done part by part until nothing is left', async () => {
    let done = 0
    let told = 0
    const calls = answerWith({
      'POST /api/staff/bulk-acts': () => ({ status: 201, body: ACT }),
      'POST /api/staff/bulk-acts/4/start': () => ({ body: running(0) }),
      'POST /api/staff/bulk-acts/4/advance': () => ({ body: running((done += 50) > 120 ? 120 : done) }),
    })
    const bulk = useBulkAct(() => told++)
    await bulk.prepare({ kind: 'books.edit', params: {}, filter: { q: '三' } })
    expect([bulk.act.value?.state, told]).toEqual(['preview', 0])
    await bulk.start()
    expect([bulk.act.value?.state, bulk.progress.value, told]).toEqual(['done', 1, 1])
    expect(path(calls)).toEqual(['POST ', 'POST /4/start', 'POST /4/advance', 'POST /4/advance', 'POST /4/advance'])
  })
  it('says when the library does not answer, and goes on from where it is', async () => {
    let asked = 0
    answerWith({
      'POST /api/staff/bulk-acts': () => ({ status: 201, body: ACT }),
      'POST /api/staff/bulk-acts/4/start': () => ({ body: running(0) }),
      'POST /api/staff/bulk-acts/4/advance': () => (++asked === 2 ? { status: 503, body: { code: 'unavailable' } } : { body: running(asked * 40) }),
      'GET /api/staff/bulk-acts/4': () => ({ body: running(80) }),
    })
    const bulk = useBulkAct(() => undefined)
    await bulk.prepare({ kind: 'books.edit', params: {}, ids: [1] })
    await bulk.start()
    expect([bulk.error.value, bulk.act.value?.work_done]).toEqual([expect.objectContaining({ code: 'unavailable' }), 40])
    await bulk.goOn()
    expect([bulk.error.value, bulk.act.value?.state]).toEqual([null, 'done'])
  })
  it('throws a preview away when nobody wants it', async () => {
    const calls = answerWith({ 'POST /api/staff/bulk-acts': () => ({ status: 201, body: ACT }), 'DELETE /api/staff/bulk-acts/4': () => ({ body: {} }) })
    const bulk = useBulkAct(() => undefined)
    await bulk.prepare({ kind: 'books.edit', params: {}, ids: [1] })
    bulk.leave()
    await flushPromises()
    expect([path(calls).at(-1), bulk.act.value]).toEqual(['DELETE /4', null])
  })
})
