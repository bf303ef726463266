import { flushPromises } from '@vue/test-utils'
import { useQueryCache } from '@pinia/colada'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, mountPart, READER, type Answers } from '@/testing/mounting'
import { HOLD, ZONE } from '../made'
import './CancelDialog.vue'
import './SuspendDialog.vue'
import HoldRow from './HoldRow.vue'

const KEY = ['mine', READER.id, 'holds']
type Holds = { items: unknown[]; time_zone: string }

// Dialogs come when they are asked for; a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000 })

async function row(hold: object, answers: Answers = {}) {
  const mine = { ...HOLD, ...hold }
  const calls = answerWith({ 'GET /api/holds': () => ({ body: { items: [mine], time_zone: ZONE } }), ...answers })
  const made = await mountPart(HoldRow, { hold: mine })
  useSession().reader = READER
  const cache = useQueryCache(made.pinia)
  cache.setQueryData<Holds>(KEY, { items: [mine], time_zone: ZONE })
  await flushPromises()
  const button = (words: string) => made.wrapper.findAll('button').find((found) => found.text() === words)
  const shown = () => cache.getQueryData<Holds>(KEY)!.items.length
  return { ...made, calls, button, shown }
}
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('a hold in the list', () => {
  it.each(['queued', 'allocated', 'ready'])('can be given up when it is %s, after a question that says what is lost', async (state) => {
    const { button, wrapper, calls } = await row({ state, position: state === 'queued' ? 2 : null, pickup_until: state === 'ready' ? '2026-12-04' : null }, { 'DELETE /api/holds/21': () => ({ body: { ...HOLD, state: 'cancelled' } }) })
    await button('取消预约')!.trigger('click')
    await vi.waitFor(() => expect(wrapper.find('dialog').exists()).toBe(true), { timeout: 10_000 })
    await vi.waitFor(() => expect(wrapper.get('dialog').text()).toContain(state === 'queued' ? '你现在排在第 2 位' : '给下一位读者'), { timeout: 10_000 })
    expect(calls.filter((call) => call.method === 'DELETE')).toHaveLength(0)
    await wrapper.get('dialog').findAll('button').at(-1)!.trigger('click')
    await flushPromises()
    expect(calls.filter((call) => call.method === 'DELETE')).toHaveLength(1)
  })

  it('comes back to the list, with the reason, when giving it up did not work', async () => {
    const { button, wrapper, shown } = await row({}, { 'DELETE /api/holds/21': () => ({ status: 409, body: { code: 'move_not_allowed', message: 'x', reasons: [{ code: 'move_not_allowed', overridable: false }] } }) })
    await button('取消预约')!.trigger('click')
    await vi.waitFor(() => expect(wrapper.find('dialog footer button').exists()).toBe(true), { timeout: 10_000 })
    await wrapper.get('dialog').findAll('button').at(-1)!.trigger('click')
    await flushPromises()
    expect(shown()).toBe(1)
    expect(useToasts().toasts.value[0]!.text).toContain('情况刚刚变了')
  })

  it('is put on pause until a day and taken back from the toast', async () => {
    const { button, wrapper, calls } = await row({}, {
      'POST /api/holds/21/suspend': () => ({ body: { ...HOLD, suspended_until: '2027-01-15' } }),
      'POST /api/holds/21/resume': () => ({ body: HOLD }),
    })
    await button('暂停排队')!.trigger('click')
    await vi.waitFor(() => expect(wrapper.find('input[type=date]').exists()).toBe(true), { timeout: 10_000 })
    await wrapper.get('input[type=date]').setValue('2027-01-15')
    await wrapper.get('dialog').findAll('button').at(-1)!.trigger('click')
    await flushPromises()
    const asked = calls.find((call) => call.url.endsWith('/suspend'))!
    expect(await asked.clone().json()).toEqual({ until: '2027-01-15' })
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('2027年1月15日起继续')
    toast.action!.run()
    await flushPromises()
    expect(calls.some((call) => call.url.endsWith('/resume'))).toBe(true)
  })
})
