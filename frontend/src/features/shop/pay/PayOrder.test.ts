import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerWith, mountPart } from '@/testing/mounting'
import OrderMoney from './OrderMoney.vue'
import PayOrder from './PayOrder.vue'
import SandboxBank from './SandboxBank.vue'

const NOW = '2026-11-20T08:30:00Z'
const PAYMENT = { id: 1, provider: 'sandbox', state: 'created', amount_cents: 9980, captured_cents: 0, refunded_cents: 0, currency: 'CNY', method: null, problem: null, made_at: NOW, changed_at: NOW }
const PAY = { order_id: 7, number: 'S2611-7', state: 'pending_payment', payment_status: 'none', provider: 'sandbox', pretended: true, currency: 'CNY', total_cents: 9980, owed_cents: 9980, expires_at: '2026-11-20T08:45:05Z', now: NOW, payment: null as object | null }
const REFUND = { id: 4, payment_id: 1, provider: 'pay_at_desk', state: 'pending', amount_cents: 300, reason: 'cancel', attempts: 0, problem: null, made_at: NOW, changed_at: NOW }
const MONEY = { order_id: 7, state: 'confirmed', payment_status: 'part_refunded', currency: 'CNY', total_cents: 9980, captured_cents: 9980, refunded_cents: 300, owed_cents: 300, refundable_cents: 9680, payments: [{ ...PAYMENT, provider: 'pay_at_desk', method: 'cash', state: 'captured', captured_cents: 9980 }], refunds: [REFUND], change_cents: 0 }
const REF = 'a'.repeat(32)

async function pageOf(changed: Partial<typeof PAY>) {
  // The seconds that the test takes are not those of the reader.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
  const calls = answerWith({
    'POST /api/orders/7/payments/check': () => ({ body: { ...PAY, ...changed } }),
    'POST /api/orders/7/payments': () => ({ status: 201, body: { payment: PAYMENT, redirect: `/sandbox/${REF}` } }),
  })
  const { wrapper, router } = await mountPart(PayOrder, { orderId: 7 })
  await flushPromises()
  return { wrapper, router, calls }
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('paying for an order', () => {
  it('says what is to be paid and until when, and leads to the provider once it is asked to', async () => {
    const { wrapper, router, calls } = await pageOf({})
    expect(wrapper.text()).toContain('¥99.80')
    expect(wrapper.get('[role=timer]').text()).toBe('15:05')
    expect(wrapper.text()).toContain('模拟银行')
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(calls.at(-1)!.headers.get('Idempotency-Key')).toBeTruthy()
    expect(router.currentRoute.value.path).toBe(`/sandbox/${REF}`)
  })

  it('asks again while the provider is at work, and says at once when it is done', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const state = { ...PAY, payment: { ...PAYMENT, state: 'processing' } }
    answerWith({ 'POST /api/orders/7/payments/check': () => ({ body: state }) })
    const { wrapper } = await mountPart(PayOrder, { orderId: 7 })
    await flushPromises()
    expect(wrapper.get('h1').text()).toBe('付款处理中')
    expect(wrapper.find('button').exists(), 'nobody pays twice').toBe(false)
    Object.assign(state, { state: 'confirmed', payment_status: 'paid', owed_cents: 0, expires_at: null })
    await vi.advanceTimersByTimeAsync(3000)
    await flushPromises()
    expect(wrapper.get('h1').text()).toBe('付款成功')
  })

  it('has a sentence and a way on for every way in which it can end', async () => {
    const heading = async (changed: Partial<typeof PAY>) => (await pageOf(changed)).wrapper.get('h1').text()
    expect(await heading({ payment: { ...PAYMENT, state: 'failed', problem: 'card_declined' } })).toBe('付款没有成功')
    expect(await heading({ state: 'expired', expires_at: null, owed_cents: 0 })).toBe('付款时间已过')
    expect(await heading({ expires_at: NOW })).toBe('付款时间已过')
    expect(await heading({ state: 'cancelled', expires_at: null, owed_cents: 0 })).toBe('订单已取消')
    expect(await heading({ state: 'confirmed', provider: 'pay_at_desk', expires_at: null })).toBe('到馆付款')
  })
})

describe('the pretended bank', () => {
  it('says that it is none, and sends what it signed to the letter', async () => {
    const bank = { ref: REF, state: 'open', order_number: 'S2611-7', amount_cents: 9980, currency: 'CNY', return_path: '/account/orders/7/pay' }
    const message = { body: '{"id":"ev_1" }', signature: 't=1,v1=x', after_seconds: 0 }
    const calls = answerWith({
      [`GET /api/sandbox/payments/${REF}`]: () => ({ body: bank }),
      [`POST /api/sandbox/payments/${REF}`]: () => ({ body: { payment: { ...bank, state: 'captured' }, messages: [message, message] } }),
      'POST /api/payments/sandbox/events': () => ({ body: { outcome: 'duplicate' } }),
    })
    const { wrapper } = await mountPart(SandboxBank, { bankRef: REF })
    await flushPromises()
    expect(wrapper.text()).toContain('不会扣任何人的钱')
    await wrapper.findAll('button')[3]!.trigger('click')
    await flushPromises()
    const sent = calls.filter((call) => call.url.endsWith('/events'))
    expect(sent).toHaveLength(2)
    expect(sent[0]!.headers.get('Sandbox-Signature')).toBe('t=1,v1=x')
    expect(wrapper.findAll('.told li').map((line) => line.text())).toEqual(['图书馆答：重复的消息，只算一次', '图书馆答：重复的消息，只算一次'])
    expect(wrapper.find('.acts').exists(), 'what is over is over').toBe(false)
  })
})

describe('the money of an order at the desk', () => {
  it('lists what came and what goes back, in words', async () => {
    answerWith({ 'GET /api/staff/orders/7/money': () => ({ body: MONEY }) })
    const { wrapper } = await mountPart(OrderMoney, { orderId: 7 })
    await flushPromises()
    expect(wrapper.text()).toContain('服务台 · 现金')
    expect(wrapper.text()).toContain('待当面退还')
    expect(wrapper.text()).toContain('订单取消')
    expect(wrapper.findAll('button'), 'an auditor, and a guest, only look').toHaveLength(0)
  })
})
