import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { answerWith, mountPart, READER, type Answers } from '@/testing/mounting'
import { LOAN, ZONE } from '../made'
import './ClaimDialog.vue'
import LoanRow from './LoanRow.vue'
import RenewAll from './RenewAll.vue'

// Dialogs come when they are asked for; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 })

async function row(loan: object, answers: Answers = {}) {
  const calls = answerWith(answers)
  const made = await mountPart(LoanRow, { loan: { ...LOAN, ...loan }, timeZone: ZONE })
  useSession().reader = READER
  await flushPromises()
  return { ...made, calls }
}
beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-27T17:30:00Z'), toFake: ['Date'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('a loan in the list', () => {
  it('counts the days from the day of the library, not of the browser', async () => {
    expect((await row({})).wrapper.text()).toContain('还有 3 天')
    expect((await row({ due_on: '2026-11-28' })).wrapper.text()).toContain('今天到期')
  })

  it('says how late it is and what that costs by now', async () => {
    const text = (await row({ due_on: '2026-11-20', days_overdue: 8, fine_cents: 120, renewable_until: null, renewal_reasons: [{ code: 'too_late', overridable: true, days: 8, limit: 7 }] })).wrapper.text()
    expect(text).toContain('已逾期 8 天')
    expect(text).toContain('¥1.20')
    expect(text).toContain('逾期超过 7 天不能续借')
  })

  it('is said to be back only after a question, with the words of the reader', async () => {
    const { wrapper, calls } = await row({}, { 'POST /api/loans/11/claim': () => ({ body: { ...LOAN, state: 'claimed_returned' } }) })
    await wrapper.get('button.claim').trigger('click')
    await vi.waitFor(() => expect(wrapper.find('input').exists()).toBe(true), { timeout: 10_000 })
    expect(calls).toHaveLength(0)
    await wrapper.get('input').setValue('周五，还书箱')
    await wrapper.findAll('button').find((button) => button.text().includes('是的，已经还了'))!.trigger('click')
    await flushPromises()
    expect(await calls[0]!.clone().json()).toEqual({ reason: '周五，还书箱' })
  })
})

it('renewing everything answers row by row', async () => {
  const other = { ...LOAN, id: 12, book: { ...LOAN.book, id: 4, title: '活着' } }
  answerWith({ 'POST /api/loans/renew': () => ({ body: { items: [{ loan: { ...LOAN, due_on: '2026-12-27' }, renewed: true, reasons: [] }, { loan: other, renewed: false, reasons: [{ code: 'others_wait', overridable: true, count: 1 }] }] } }) })
  const { wrapper } = await mountPart(RenewAll, { offered: true })
  useSession().reader = READER
  await wrapper.get('button').trigger('click')
  await flushPromises()
  expect(wrapper.get('h2').text()).toBe('2 本里续借了 1 本')
  expect(document.activeElement).toBe(wrapper.get('h2').element)
  const rows = wrapper.findAll('li').map((found) => found.text())
  expect(rows[0]).toContain('《三体》 改为 2026年12月27日前归还')
  expect(rows[1]).toContain('有 1 位读者在等')
})
