import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, mountPart } from '@/testing/mounting'
import CartNotes from './CartNotes.vue'
import CartRow from './CartRow.vue'
import { madeCart, madeLine } from './made'
import { useCart } from './queries'

const { toasts } = useToasts()
/** The rows of the cart as the library has it. */
const Rows = defineComponent(() => {
  const { data } = useCart()
  return () => [h(CartNotes, { cart: data.value ?? madeCart([]) }), h('ul', data.value?.lines.map((line) => h(CartRow, { line, key: line.sku_id })))]
})
const told = () => toasts.value.map((toast) => toast.text).join()

describe('a line of the cart', () => {
  it('shows one more at once, and takes it back when there is none', async () => {
    let answer: (body: { status: number; body: unknown }) => void = () => undefined
    const cart = madeCart([madeLine({ left: 2 })])
    answerWith({ 'GET /api/cart': () => ({ body: cart }), 'PATCH /api/cart/lines/7': () => new Promise((resolve) => (answer = resolve)) })
    const { wrapper } = await mountPart(Rows, {})
    await flushPromises()
    await wrapper.get('button[aria-label="多一本"]').trigger('click')
    await flushPromises()
    expect(wrapper.get('.total').text()).toBe('¥80.00')
    answer({ status: 409, body: { code: 'quantity_refused', message: '', reasons: [{ code: 'out_of_stock', sku_id: 7, wanted: 2, left: 1 }] } })
    await flushPromises()
    expect(wrapper.get('.total').text()).toBe('¥40.00')
    expect(told()).toContain('只剩 1 本')
  })

  it('is taken out at once and can be had back', async () => {
    const empty = madeCart([])
    let now = madeCart([madeLine({ quantity: 3, total_cents: 12_000 })])
    const calls = answerWith({
      'GET /api/cart': () => ({ body: now }),
      'DELETE /api/cart/lines/7': () => ({ body: (now = empty) }),
      'POST /api/cart/lines': () => ({ body: (now = madeCart([madeLine({ quantity: 3, total_cents: 12_000 })])) }),
    })
    const { wrapper } = await mountPart(Rows, {})
    await flushPromises()
    await wrapper.get('button[aria-label="移除 三体"]').trigger('click')
    await flushPromises()
    expect(wrapper.find('.cart-row').exists()).toBe(false)
    toasts.value[0]?.action?.run()
    await flushPromises()
    expect(await calls.find((call) => call.method === 'POST')?.json()).toEqual({ sku_id: 7, quantity: 3 })
    expect(wrapper.get('.total').text()).toBe('¥120.00')
  })

  it('says plainly that it costs otherwise now, until the reader has agreed', async () => {
    const line = madeLine({ unit_cents: 3200, total_cents: 3200, seen_cents: 4000 })
    answerWith({ 'GET /api/cart': () => ({ body: madeCart([line]) }), 'POST /api/cart/seen': () => ({ body: madeCart([{ ...line, seen_cents: 3200 }]) }) })
    const { wrapper } = await mountPart(Rows, {})
    await flushPromises()
    expect(wrapper.text()).toContain('降价了：¥40.00 → ¥32.00')
    expect(wrapper.text()).toContain('原价¥40.00')
    await wrapper.get('.cart-notes button').trigger('click')
    await flushPromises()
    expect(wrapper.text()).not.toContain('降价了')
    expect(wrapper.find('.cart-notes').exists()).toBe(false)
  })

  it('takes a typed number within what can be had, and nothing that is none', async () => {
    const calls = answerWith({ 'GET /api/cart': () => ({ body: madeCart() }), 'PATCH /api/cart/lines/7': () => ({ body: madeCart([madeLine({ quantity: 5, total_cents: 20_000 })]) }) })
    const { wrapper } = await mountPart(Rows, {})
    await flushPromises()
    const field = wrapper.get<HTMLInputElement>('input')
    for (const [typed, shown] of [['-4', '1'], ['x', '1'], ['99', '5']] as const) {
      await field.setValue(typed)
      await field.trigger('change')
      await flushPromises()
      expect(field.element.value).toBe(shown)
    }
    expect(calls.filter((call) => call.method === 'PATCH')).toHaveLength(1)
  })
})
