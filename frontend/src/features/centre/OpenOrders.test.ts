import { describe, expect, it } from 'vitest'
import { mountPart } from '@/testing/mounting'
import OpenOrders from './OpenOrders.vue'

const ORDER = { id: 7, number: '261120-7K4QXM', state: 'packing', delivery: 'shipping', title: '三体', pieces: 2, total_cents: 4600, owed_cents: 0, expires_at: null, slot: null, pickup_until: null }

describe('orders that go on', () => {
  it('say what is next, by where they go, and what is still to be paid at the desk', async () => {
    const ready = { ...ORDER, id: 8, state: 'ready_for_pickup', delivery: 'pickup', owed_cents: 4600, pickup_until: '2026-12-01' }
    const { wrapper } = await mountPart(OpenOrders, { orders: [ready, ORDER, { ...ORDER, id: 9, state: 'confirmed', delivery: 'pickup' }] })
    expect(wrapper.findAll('b').map((words) => words.text())).toEqual(['备好了，请在2026年12月1日前来取。 应付 ¥46.00。', '正在打包', '已确认，等待备货'])
    expect(wrapper.get('li a').attributes('href')).toBe('/account/orders/8')
    expect(wrapper.get('small').text()).toBe('261120-7K4QXM：《三体》，共 2 本')
  })

  it('are not there when there is none', async () => {
    const { wrapper } = await mountPart(OpenOrders, { orders: [] })
    expect(wrapper.find('section').exists()).toBe(false)
  })
})
