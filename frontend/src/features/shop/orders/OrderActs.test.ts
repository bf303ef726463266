import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Order } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { answerWith, mountPart, READER } from '@/testing/mounting'
import OrderActs from './OrderActs.vue'

const LINE = { id: 1, sku_id: 7, book_id: 3, kind: 'new' as const, title: '三体', author: '刘慈欣', isbn13: null, cover: null, quantity: 1, list_cents: 3900, unit_cents: 3900, total_cents: 3900, voucher_cents: 0, returned: 0 }
const ORDER = { id: 4, number: '20261120-0004', state: 'confirmed', payment_status: 'paid', delivery: 'shipping', provider: 'sandbox', currency: 'CNY', total_cents: 3900, captured_cents: 3900, refunded_cents: 0, owed_cents: 0, lines: [LINE], may: ['cancel', 'invoice'] } as unknown as Order

async function acts(order: Partial<Order>) {
  const part = await mountPart(OrderActs, { order: { ...ORDER, ...order } as Order })
  useSession(part.pinia).reader = { ...READER }
  return part.wrapper
}
const buttons = (wrapper: Awaited<ReturnType<typeof acts>>) => wrapper.findAll('button, a').map((button) => button.text()).filter(Boolean)

describe('what I can do with my order', () => {
  it('is only what the library allows now', async () => {
    expect(buttons(await acts({ may: [], state: 'packing' }))).toEqual([])
    expect(buttons(await acts({ may: ['pay', 'cancel'], state: 'pending_payment', owed_cents: 3900 }))).toEqual(['付款 ¥39.00', '取消订单'])
    expect(buttons(await acts({ may: ['deliver', 'invoice'], state: 'shipped' }))).toEqual(['我收到了', '发票 PDF'])
    expect(buttons(await acts({ may: ['invoice'], state: 'completed' }))).toEqual(['发票 PDF', '再买一次'])
  })

  it('asks before it is given up, says what goes back, and does it once', async () => {
    const calls = answerWith({ 'POST /api/orders/4/cancel': () => ({ body: { ...ORDER, state: 'cancelled', refunded_cents: 3900 } }) })
    const wrapper = await acts({})
    await wrapper.findAll('button').find((button) => button.text() === '取消订单')!.trigger('click')
    await flushPromises()
    expect(calls).toHaveLength(0)
    const dialog = wrapper.find('dialog')
    expect(dialog.text()).toContain('¥39.00')
    await dialog.find('input').setValue('买错了')
    await dialog.findAll('button').at(-1)!.trigger('click')
    await flushPromises()
    expect(calls).toHaveLength(1)
    expect(await calls[0]!.json()).toEqual({ reason: '买错了' })
    expect(calls[0]!.headers.get('Idempotency-Key')).toBeTruthy()
  })
})
