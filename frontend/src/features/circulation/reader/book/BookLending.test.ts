import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import '../BorrowDialog.vue'
import { HOLD, LENDING, LOAN } from '../made'
import BookLending from './BookLending.vue'

// Dialogs come when they are asked for; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 })

async function control(lending: object, answers: Answers = {}, role: 'reader' | 'auditor' | null = 'reader') {
  const now = { ...LENDING, ...lending }
  const calls = answerWith({ 'GET /api/books/3/lending': () => ({ body: now }), ...answers })
  const made = await mountPart(BookLending, { book: BOOK }, '/books/3')
  if (role) useSession().reader = { ...READER, role }
  await flushPromises()
  return { ...made, calls, now, text: () => made.wrapper.text(), button: (words: string) => made.wrapper.findAll('button').find((found) => found.text().includes(words)) }
}
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('the one control of a book', () => {
  it('says when the book is due before it is borrowed, sends one key for one click, and takes it back within the toast', async () => {
    const undo_until = '2026-11-01T02:15:00Z'
    const lent = { ...LOAN, due_on: '2026-12-27', undo_until }
    const { text, button, calls } = await control({}, { 'POST /api/loans': () => ({ status: 201, body: lent }), 'POST /api/loans/11/undo': () => ({ body: { ...LOAN, state: 'voided' } }) })
    expect(text()).toContain('2026年12月27日')
    await button('借这本书')!.trigger('click')
    await flushPromises()
    const posted = calls.filter((call) => call.method === 'POST')
    expect(posted).toHaveLength(1)
    expect(posted[0]!.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{32,36}$/)
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('2026年12月27日')
    toast.action!.run()
    await flushPromises()
    expect(calls.some((call) => call.url.endsWith('/api/loans/11/undo'))).toBe(true)
    expect(useToasts().toasts.value[0]!.text).toContain('如同没有借过')
  })

  it('asks before that which cannot be taken back: what lies ready for me', async () => {
    const { button, calls } = await control({ choice: 'pick_up', my_hold: { ...HOLD, state: 'ready', position: null, pickup_until: '2026-12-04' } }, { 'POST /api/loans': () => ({ status: 201, body: LOAN }) })
    await button('现在借走')!.trigger('click')
    await vi.waitFor(() => expect(button('借到')).toBeDefined(), { timeout: 10_000 })
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(0)
    await button('借到')!.trigger('click')
    await flushPromises()
    expect(calls.filter((call) => call.method === 'POST')).toHaveLength(1)
    expect(useToasts().toasts.value[0]!.action).toBeNull()
  })

  it('can still be taken back on the page, for a quarter of an hour', async () => {
    const mine = { ...LOAN, undo_until: '2026-11-01T02:15:00Z' }
    const { button, calls } = await control({ choice: 'renew', my_loan: mine }, { 'POST /api/loans/11/undo': () => ({ status: 409, body: { code: 'action_refused', message: 'x', reasons: [{ code: 'too_late_to_undo' }] } }) })
    await button('撤销借出')!.trigger('click')
    await flushPromises()
    expect(calls.some((call) => call.url.endsWith('/api/loans/11/undo'))).toBe(true)
    expect(useToasts().toasts.value[0]).toMatchObject({ tone: 'alarm', text: expect.stringContaining('超过一刻钟') as string })
    expect((await control({ choice: 'renew', my_loan: LOAN })).button('撤销借出')).toBeUndefined()
  })

  it('lets a place in the queue be taken back within the toast', async () => {
    const { text, button, calls } = await control(
      { choice: 'queue', queue_length: 3, estimate_from_on: '2026-12-10', estimate_to_on: '2027-01-05' },
      { 'POST /api/holds': () => ({ status: 201, body: { ...HOLD, position: 4 } }), 'DELETE /api/holds/21': () => ({ body: { ...HOLD, state: 'cancelled' } }) },
    )
    expect(text()).toContain('排第 4 位')
    expect(text()).toContain('2026年12月10日至2027年1月5日')
    await button('排队预约')!.trigger('click')
    await flushPromises()
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('第 4 位')
    toast.action!.run()
    await flushPromises()
    expect(calls.map((call) => call.method)).toContain('DELETE')
  })

  it('says every reason instead of a button that would be refused', async () => {
    const { text, button } = await control({ reasons: [{ code: 'max_loans', overridable: true, count: 10, limit: 10 }, { code: 'card_blocked', overridable: false }] })
    expect(text()).toContain('最多可借 10 本')
    expect(text()).toContain('借书证已停用')
    expect(button('借这本书')).toBeUndefined()
  })

  it('tells why when the last copy went meanwhile', async () => {
    const refused = { code: 'loan_refused', message: 'x', reasons: [{ code: 'no_free_copy', overridable: false }] }
    const { button } = await control({}, { 'POST /api/loans': () => ({ status: 409, body: refused }) })
    await button('借这本书')!.trigger('click')
    await flushPromises()
    expect(useToasts().toasts.value[0]).toMatchObject({ tone: 'alarm', text: expect.stringContaining('刚刚被别人借走了') as string })
  })

  it('shows my own loan with its day and renews it, or says why not', async () => {
    const { text, button, calls } = await control({ choice: 'renew', my_loan: LOAN }, { 'POST /api/loans/11/renew': () => ({ body: { ...LOAN, due_on: '2026-12-27' } }) })
    expect(text()).toContain('2026年12月1日前归还')
    await button('续借到 2026年12月27日')!.trigger('click')
    await flushPromises()
    expect(calls.some((call) => call.url.endsWith('/api/loans/11/renew'))).toBe(true)
    const kept = await control({ choice: 'renew', my_loan: { ...LOAN, renewable_until: null, renewal_reasons: [{ code: 'others_wait', overridable: true, count: 2 }] } })
    expect(kept.text()).toContain('有 2 位读者在等')
    expect(kept.button('续借到')).toBeUndefined()
  })

  it('shows my place, and what lies ready until when', async () => {
    const waiting = await control({ choice: 'waiting', my_hold: HOLD })
    expect(waiting.text()).toContain('排在第 2 位，共 5 位')
    expect(waiting.button('暂停排队')).toBeDefined()
    const ready = await control({ choice: 'pick_up', my_hold: { ...HOLD, state: 'ready', position: null, pickup_until: '2026-12-04', extendable: true } })
    expect(ready.text()).toContain('2026年12月4日')
    expect(ready.button('多留几天')).toBeDefined()
    expect(ready.button('暂停排队')).toBeUndefined()
  })

  it('asks a guest to sign in and brings him back', async () => {
    const { button, router } = await control({ choice: 'sign_in' }, {}, null)
    await button('登录后借阅')!.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/sign-in?next=/books/3')
  })

  it('says why a book is never lent, and offers an auditor nothing', async () => {
    expect((await control({ choice: 'none', reasons: [{ code: 'no_copy_to_lend', overridable: false }] })).text()).toContain('没有可以外借的册')
    expect((await control({ choice: 'none' }, {}, null)).text()).toContain('没有可以外借的册')
    expect((await control({}, {}, 'auditor')).button('借这本书')).toBeUndefined()
  })
})
