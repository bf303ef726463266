import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import ItemTypeChoice from './ItemTypeChoice.vue'

const KINDS = [{ id: 1, code: 'book', name_zh: '图书', name_en: 'Book', position: 0, count: 9 }, { id: 2, code: 'film', name_zh: '影像', name_en: 'Film', position: 1, count: 0 }]
const FOUND = { book: BOOK, copy: { id: 1, barcode: 'SW1', condition: 'ok', location_zh: '', location_en: '', shelf_mark: null }, reference_only: false, item_type: KINDS[0], loan: null, hold: null }

async function choice(answers: Answers, role: 'staff' | 'auditor' = 'staff') {
  const calls = answerWith({ 'GET /api/staff/item-types': () => ({ body: { items: KINDS } }), ...answers })
  const { wrapper } = await mountPart(ItemTypeChoice, { id: 'type', found: FOUND })
  useSession().reader = { ...READER, role }
  await flushPromises()
  return { wrapper, calls: () => calls.filter((call) => call.method === 'PUT') }
}
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('the type of a copy', () => {
  it('is changed at once and put back from the toast', async () => {
    const { wrapper, calls } = await choice({ 'PUT /api/desk/copies/SW1/item-type': () => ({ body: { ...FOUND, item_type: KINDS[1] } }) })
    await wrapper.find('select').setValue('2')
    await flushPromises()
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('影像')
    toast.action!.run()
    await flushPromises()
    expect(await Promise.all(calls().map((call) => call.clone().json() as Promise<unknown>))).toEqual([{ item_type_id: 2 }, { item_type_id: 1 }])
  })

  it('stays as it was when the library refuses', async () => {
    const { wrapper } = await choice({ 'PUT /api/desk/copies/SW1/item-type': () => ({ status: 404, body: { code: 'item_type_not_found', message: 'x' } }) })
    const field = wrapper.find('select')
    await field.setValue('2')
    await flushPromises()
    expect(field.element.value).toBe('1')
    expect(useToasts().toasts.value[0]!.tone).toBe('alarm')
  })

  it('is only read by an auditor', async () => {
    const { wrapper } = await choice({}, 'auditor')
    expect(wrapper.find('select').exists()).toBe(false)
    expect(wrapper.text()).toContain('图书')
  })
})
