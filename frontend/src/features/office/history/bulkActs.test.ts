import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BulkAct } from '@/api/shapes'
import { answerWith, mountPart } from '@/testing/mounting'
import ChangeList from '../ChangeList.vue'
import BulkActCard from './BulkActCard.vue'
import { useBulkWork } from './useBulkWork'

const ACT: BulkAct = { id: 7, kind: 'books.edit', params: { set: { language: 'zh' } }, state: 'running', asked_by: { id: 1, name: 'staff', display_name: '林晚' }, driven_by: { id: 1, name: 'staff', display_name: '林晚' }, asked_at: '2026-11-20T08:30:00Z', started_at: null, finished_at: null, undone_at: null, row_count: 120, counts: { waiting: 70, changed: 48, unchanged: 0, failed: 2, undone: 0, kept: 0 }, at_work: true, work_done: 50, work_total: 120 }
const STEP = '/api/staff/bulk-acts/7'

afterEach(() => vi.unstubAllGlobals())

describe('an act on many things', () => {
  it('says how far it is, and offers what can be done at that point', async () => {
    const textOf = async (act: Partial<BulkAct>, mayAct = true) => (await mountPart(BulkActCard, { act: { ...ACT, ...act }, busy: false, mayAct })).wrapper.text()
    const running = await textOf({})
    expect(running).toContain('50 / 120')
    expect(running).toContain('未成 2')
    expect(running).toContain('停止')
    expect(running).not.toContain('撤销')
    expect(await textOf({ state: 'done', at_work: false })).toContain('撤销')
    expect(await textOf({ state: 'done', at_work: false }, false)).not.toContain('撤销')
    expect(await textOf({ state: 'undone', at_work: false })).not.toContain('开始')
  })

  it('is gone on with until it is done, also after somebody else was faster', async () => {
    let part = 0
    const calls = answerWith({
      [`POST ${STEP}/undo`]: () => ({ body: { ...ACT, state: 'undoing' } }),
      [`POST ${STEP}/advance`]: () => (++part === 1 ? { status: 409, body: { code: 'busy', message: '' } } : { body: { ...ACT, state: part < 3 ? 'undoing' : 'undone', at_work: part < 3 } }),
    })
    let work!: ReturnType<typeof useBulkWork>
    await mountPart({ setup: () => { work = useBulkWork(); return () => null } }, {})
    await work.take({ ...ACT, state: 'done', at_work: false }, 'undo')
    await flushPromises()
    expect(calls.map((call) => new URL(call.url).pathname.split('/').at(-1))).toEqual(['undo', 'advance', 'advance', 'advance'])
    expect(work.busy.value).toBe(false)
  })

  it('shows a thing as it was and as it is; a long one is folded', async () => {
    const { wrapper } = await mountPart(ChangeList, { before: { price_cents: 100, lends: true, code: 'a', name_zh: '甲' }, after: { price_cents: 250, lends: false, code: 'b', name_zh: '乙' } })
    expect(wrapper.findAll('dt').map((one) => one.text())).toEqual(['价格', '可外借', '代码'])
    expect(wrapper.get('del').text()).toContain('¥1.00')
    expect(wrapper.get('ins').text()).toContain('¥2.50')
    await wrapper.get('button').trigger('click')
    expect(wrapper.findAll('dt')).toHaveLength(4)
  })
})
