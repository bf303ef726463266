import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Checkout, Quote } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { answerWith, mountPart, READER, type Answers } from '@/testing/mounting'
import CheckoutForm from './CheckoutForm.vue'

const HOME = { id: 4, recipient: '林晚', phone: '13800000000', country: 'CN', region: '浙江省', city: '杭州市', district: '西湖区', street: '文一路 1 号', postal_code: '310012', preferred: true }
const OPTIONS: Checkout = {
  open: true, deliveries: ['pickup', 'shipping'], countries: ['CN'], payment_minutes: 30, return_days: 14, addresses: [HOME],
  providers: [{ name: 'pay_at_desk', online: false, deliveries: ['pickup'] }, { name: 'sandbox', online: true, deliveries: ['pickup', 'shipping'] }],
}
function quoted(more: Partial<Quote> = {}, unit = 4000): Quote {
  return {
    lines: [{ sku_id: 7, book_id: 3, kind: 'new', title: '三体', author: '刘慈欣', quantity: 1, list_cents: 4000, unit_cents: unit, total_cents: unit, voucher_cents: 0, problem: null }],
    goods_cents: unit, voucher: null, voucher_cents: 0, shipping_cents: 0, total_cents: unit, tax_basis_points: 900, tax_cents: 330, currency: 'CNY', price_hash: 'a'.repeat(64), problems: [], ...more,
  }
}
async function mounted(answers: Answers, options = OPTIONS) {
  const account = { reader: READER, csrf_token: 'x', library: { name_zh: '知阅', name_en: 'S', demonstration: false, sends_mail: false } }
  const calls = answerWith({ 'GET /api/account': () => ({ body: account }), ...answers })
  const part = await mountPart(CheckoutForm, { options })
  await useSession(part.pinia).load()
  await flushPromises()
  return { ...part, calls, asked: async (path: string) => Promise.all(calls.filter((call) => call.url.endsWith(path)).map((call) => call.clone().json() as Promise<Record<string, unknown>>)) }
}
const send = 'button.send'

describe('the checkout', () => {
  it('asks anew for each way of delivery, pays at the desk only what is fetched, and goes on to the order', async () => {
    const { wrapper, asked, router } = await mounted({
      'POST /api/checkout/quote': async (request) => ({ body: (await request.clone().json() as { delivery: string }).delivery === 'shipping' ? quoted({ shipping_cents: 800, total_cents: 4800 }) : quoted() }),
      'POST /api/orders': () => ({ status: 201, body: { id: 12, may: ['cancel'] } }),
    })
    expect(wrapper.get(send).text()).toBe('提交订单 ¥40.00')
    await wrapper.get('input[value="shipping"]').setValue()
    await flushPromises()
    expect(wrapper.get(send).text()).toBe('提交订单 ¥48.00')
    expect(wrapper.find('input[value="pay_at_desk"]').exists()).toBe(false)
    await wrapper.get(send).trigger('click')
    await flushPromises()
    expect((await asked('/api/orders'))[0]).toEqual({ delivery: 'shipping', address_id: 4, provider: 'sandbox', voucher_code: null, note: null, price_hash: 'a'.repeat(64) })
    expect(router.currentRoute.value.fullPath).toBe('/account/orders/12')
  })

  it('says what is another now, and orders when the reader agrees to that', async () => {
    let now = quoted()
    let taken = false
    const { wrapper, asked } = await mounted({
      'POST /api/checkout/quote': () => ({ body: now }),
      'POST /api/orders': () => (taken ? { status: 201, body: { id: 12, may: [] } } : { status: 409, body: { code: 'price_changed', message: '', reasons: [{ code: 'total_changed', now_cents: 4500 }] } }),
    })
    now = quoted({ price_hash: 'b'.repeat(64) }, 4500)
    await wrapper.get(send).trigger('click')
    await flushPromises()
    const trouble = wrapper.get('.order-trouble')
    expect(trouble.text()).toContain('《三体》：¥40.00 → ¥45.00')
    taken = true
    await trouble.get('button').trigger('click')
    await flushPromises()
    expect((await asked('/api/orders')).map((one) => String(one.price_hash)[0])).toEqual(['a', 'b'])
  })

  it('names what is missing, and what speaks against a voucher beside it', async () => {
    const { wrapper } = await mounted({
      'POST /api/checkout/quote': async (request) => {
        const { voucher_code: code } = (await request.clone().json()) as { voucher_code: string | null }
        return { body: code ? quoted({ voucher: { code: 'WINTER', problem: 'voucher_minimum' }, problems: [{ code: 'voucher_minimum', minimum_cents: 5000 }] }) : quoted() }
      },
      'POST /api/orders': () => ({ status: 409, body: { code: 'out_of_stock', message: '', reasons: [{ code: 'out_of_stock', sku_id: 7, book_id: 3, wanted: 1, left: 0 }] } }),
    })
    await wrapper.get('.voucher-field input').setValue('winter')
    await wrapper.get('.voucher-field').trigger('submit')
    await flushPromises()
    expect(wrapper.get('.voucher-field [role=alert]').text()).toBe('满 ¥50.00 才能用这张优惠券。')
    expect(wrapper.get<HTMLButtonElement>(send).element.disabled).toBe(true)
    await wrapper.findAll('.voucher-field button').at(-1)?.trigger('click')
    await flushPromises()
    await wrapper.get(send).trigger('click')
    await flushPromises()
    expect(wrapper.get('.order-trouble').text()).toContain('《三体》：只剩 0 本，您要 1 本。')
  })

  it('asks for an address where there is none', async () => {
    const { wrapper } = await mounted({ 'POST /api/checkout/quote': () => ({ body: quoted({ problems: [{ code: 'address_missing' }] }) }) }, { ...OPTIONS, addresses: [] })
    await wrapper.get('input[value="shipping"]').setValue()
    await flushPromises()
    expect(wrapper.find('form.address-form').exists()).toBe(true)
    expect(wrapper.get('.why').text()).toBe('请先选择收货地址。')
    await wrapper.get('form.address-form').trigger('submit')
    expect(wrapper.findAll('form.address-form [role=alert]').length).toBeGreaterThan(4)
  })
})
