import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, mountPart } from '@/testing/mounting'
import BuyControl from './BuyControl.vue'
import { madeCart } from './made'

const NEW = { sku_id: 7, kind: 'new', list_cents: 4000, unit_cents: 3200, percent: 20, currency: 'CNY', left: 2, most_per_order: 5, note: null }
const USED = { ...NEW, sku_id: 8, kind: 'used', list_cents: 1500, unit_cents: 1500, percent: null, left: 0, note: '书脊有磨损' }
const { toasts } = useToasts()

async function mounted(items: unknown[], waiting = 0, status = 200) {
  const calls = answerWith({
    'GET /api/books/3/offers': () => ({ body: { items } }),
    'POST /api/cart/lines': () => ({ status, body: status === 200 ? madeCart() : { code: 'quantity_refused', message: '', reasons: [{ code: 'too_many', most: 5 }] } }),
  })
  const part = await mountPart(BuyControl, { book: { id: 3, title: '三体' }, waiting })
  await flushPromises()
  return { ...part, calls }
}

describe('buying on the page of a book', () => {
  it('offers new and used ones with their prices, and no button for what is gone', async () => {
    const { wrapper } = await mounted([NEW, USED])
    expect(wrapper.findAll('li').map((one) => one.text().replace(/\s+/g, ' '))).toEqual([expect.stringMatching(/^新书¥32\.00原价¥40\.00减 20%只剩 2 本加入购物车$/), expect.stringMatching(/^馆藏旧书¥15\.00暂时无货书脊有磨损$/)])
    expect(wrapper.findAll('button')).toHaveLength(1)
  })
  it('puts one into the cart and says so; what is refused is said with its numbers', async () => {
    const { wrapper, calls } = await mounted([NEW])
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(await calls.at(-1)?.json()).toEqual({ sku_id: 7, quantity: 1 })
    expect(toasts.value[0]?.text).toBe('《三体》已放进购物车。')
    wrapper.unmount()
    const refused = await mounted([NEW], 0, 409)
    await refused.wrapper.get('button').trigger('click')
    await flushPromises()
    expect(toasts.value[0]).toMatchObject({ text: '每单最多 5 本。', tone: 'alarm' })
  })
  it('tells who would wait long that there is another way, and is silent where nothing is for sale', async () => {
    expect((await mounted([NEW], 7)).wrapper.text()).toContain('前面有 7 人在排队')
    expect((await mounted([USED], 7)).wrapper.text()).not.toContain('排队')
    expect((await mounted([])).wrapper.text()).toBe('')
  })
})
