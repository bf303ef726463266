import { describe, expect, it } from 'vitest'
import type { StaffOrder } from '@/api/shapes'
import { mountPart } from '@/testing/mounting'
import { centsOf, wholeOf, yuanOf } from '@/shared/amounts'
import ReturnDialog from './ReturnDialog.vue'

const line = (id: number, more: object) => ({ id, title: `书 ${id}`, quantity: 2, returned: 0, total_cents: 6000, voucher_cents: 1000, ...more })
const ORDER = { currency: 'CNY', captured_cents: 9000, refunded_cents: 0, lines: [line(1, {}), line(2, { returned: 2 }), line(3, { quantity: 1, total_cents: 4000, voucher_cents: 0 })] } as unknown as StaffOrder

describe('what comes back', () => {
  it('is said with the money that goes back, before anything is done', async () => {
    const { wrapper } = await mountPart(ReturnDialog, { order: ORDER, modelValue: true })
    // What came back already is not offered again.
    expect(wrapper.findAll('li').map((row) => row.find('b').text())).toEqual(['书 1', '书 3'])
    const [first] = wrapper.findAll('input[type=number]')
    await first!.setValue(1)
    expect(wrapper.find('[role=status]').text()).toContain('¥25.00')
    await wrapper.findAll('input[type=checkbox]')[0]!.setValue(false)
    await wrapper.find('form').trigger('submit')
    expect(wrapper.find('[role=alert]').exists()).toBe(true)
    expect(wrapper.emitted('done')).toBeUndefined()
    await wrapper.find('input[type=text]').setValue('破损')
    await wrapper.find('form').trigger('submit')
    expect(wrapper.emitted('done')).toEqual([[{ reason: '破损', lines: [{ line_id: 1, quantity: 1, restocked: false }] }, 2500]])
  })

  it('is never more than is left of what was paid, nor more pieces than were bought', async () => {
    const { wrapper } = await mountPart(ReturnDialog, { order: { ...ORDER, refunded_cents: 7000 }, modelValue: true })
    const [first] = wrapper.findAll('input[type=number]')
    await first!.setValue(2)
    expect(wrapper.find('[role=status]').text()).toContain('¥20.00')
    await first!.setValue(3)
    await wrapper.find('input[type=text]').setValue('破损')
    await wrapper.find('form').trigger('submit')
    expect(wrapper.emitted('done')).toBeUndefined()
  })
})

describe('amounts', () => {
  it('are typed in yuan and kept in cents, without a cent of rounding', () => {
    expect(['39', '39.9', ' 0.07 ', '39。5', '1999.99'].map(centsOf)).toEqual([3900, 3990, 7, 3950, 199999])
    expect(['', '-1', '1.234', '1e3', '¥5'].map(centsOf)).toEqual([null, null, null, null, null])
    expect([yuanOf(7), yuanOf(3900), yuanOf(null)]).toEqual(['0.07', '39.00', ''])
    expect([wholeOf('5', 1, 9), wholeOf('-1', -5, 5), wholeOf('1.5', 1, 9), wholeOf('10', 1, 9)]).toEqual([5, -1, null, null])
  })
})
