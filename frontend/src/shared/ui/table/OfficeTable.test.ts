import { flushPromises } from '@vue/test-utils'
import { defineComponent, h, nextTick } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { mountPart } from '@/testing/mounting'
import { flag, oneOf } from './filters'
import OfficeTable from './OfficeTable.vue'
import { useOfficeTable } from './useOfficeTable'

const COLUMNS = [{ key: 'title', label: 'stock.columns.book', sort: 'title', always: true }, { key: 'price', label: 'stock.columns.price', align: 'end' as const }]
const ROWS = [{ id: 3, title: '三体', price: 23 }, { id: 4, title: '围城', price: 30 }, { id: 9, title: '活着', price: 20 }]
type Bulk = { chosen: number[]; all: boolean; count: number; filter: Record<string, unknown> }

async function mounted(path = '/books') {
  let table!: ReturnType<typeof setUp>
  let bulk: Bulk | undefined
  const setUp = () => useOfficeTable('staff-things', { filters: { scarce: flag, state: oneOf('good', 'over') }, sorts: ['title', 'price'], defaultSort: 'title' })
  const page = defineComponent({ setup: () => {
    table = setUp()
    return () => h(OfficeTable, { table, label: '书', columns: COLUMNS, page: { items: ROWS, page: 1, size: 50, total: 120 }, rowKey: (row: object) => (row as { id: number }).id, selectable: true, csv: '/api/staff/things.csv', search: '书名' }, { bulk: (props: Bulk) => { bulk = props; return null } })
  } })
  const part = await mountPart(page, {}, path)
  return { ...part, table, bulk: () => bulk }
}

beforeEach(() => localStorage.clear())

describe('a table of the office', () => {
  it('reads its address, and leaves out what nobody can mean', async () => {
    const { table } = await mounted('/books?q=%20三%20&sort=-price&page=2&size=20&scarce=true&state=lost&other=1')
    expect(table.query.value).toEqual({ q: '三', sort: '-price', page: 2, size: 20, scarce: true })
    expect(table.asFilter.value).toEqual({ q: '三', scarce: true })
    expect((await mounted('/books?sort=password&page=-3&size=7000')).table.query.value).toEqual({ sort: 'title', page: 1, size: 50 })
  })
  it('writes it: two filters set at once are one step, and lead to page one', async () => {
    const { table, router } = await mounted('/books?page=3')
    table.filter('scarce').value = true
    table.filter('state').value = 'over'
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ scarce: 'true', state: 'over' })
    table.reset()
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({})
  })
  it('sorts up, down, and as usual; the head says so', async () => {
    const { wrapper, table, router } = await mounted()
    const head = wrapper.get('thead th:nth-child(2)')
    expect(head.attributes('aria-sort')).toBe('ascending')
    await head.get('button').trigger('click')
    await flushPromises()
    expect([router.currentRoute.value.query.sort, head.attributes('aria-sort')]).toEqual(['-title', 'descending'])
    await head.get('button').trigger('click')
    await flushPromises()
    expect([router.currentRoute.value.query.sort, table.sort.value]).toEqual([undefined, 'title'])
  })
  it('remembers its columns on this device, and asks the file for those that are shown, in the same order', async () => {
    const { table, wrapper } = await mounted('/books?scarce=true&page=2')
    table.choose('title')
    await flushPromises()
    expect(wrapper.findAll('tbody tr:first-child > :not(.choose)')).toHaveLength(1)
    expect(wrapper.get('a[download]').attributes('href')).toBe('/api/staff/things.csv?sort=title&scarce=true&columns=title&lang=zh-CN')
    wrapper.unmount()
    expect((await mounted()).wrapper.findAll('thead th')).toHaveLength(2)
  })
  it('is walked and chosen by keyboard; another question forgets the choice', async () => {
    const { wrapper, bulk, table } = await mounted()
    const rows = wrapper.findAll<HTMLElement>('tbody tr')
    rows[0]!.element.focus()
    await rows[0]!.trigger('keydown', { key: ' ' })
    await rows[0]!.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(rows[1]!.element)
    await rows[1]!.trigger('keydown', { key: 'ArrowDown', shiftKey: true })
    expect(bulk()).toMatchObject({ chosen: [3, 4, 9], all: false, count: 3 })
    await wrapper.get('.bulk .link').trigger('click')
    expect(bulk()).toMatchObject({ all: true, count: 120, filter: {} })
    table.look('体')
    await flushPromises()
    await nextTick()
    expect(wrapper.find('.bulk').exists()).toBe(false)
  })
  it('opens a saved view as it was saved', async () => {
    const { table, router } = await mounted('/books?q=三&scarce=true&sort=-title&page=2')
    const saved = table.view.value
    expect(saved).toEqual({ q: '三', scarce: 'true', sort: '-title' })
    table.reset()
    await flushPromises()
    table.open(saved)
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual(saved)
  })
})
