import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { answerWith, mountPart, READER } from '@/testing/mounting'
import BookFilters from './BookFilters.vue'
import { filtersFromQuery } from './bookFilters'

const CATEGORIES = { items: [
  { id: 1, slug: 'speculative', name_zh: '科幻奇幻', name_en: 'Speculative', book_count: 9, children: [{ id: 2, slug: 'chinese-sf', name_zh: '中国科幻', name_en: 'Chinese SF', book_count: 4 }, { id: 3, slug: 'fantasy', name_zh: '奇幻', name_en: 'Fantasy', book_count: 5 }] },
  { id: 4, slug: 'history', name_zh: '历史', name_en: 'History', book_count: 3, children: [] },
] }
const FACETS = { authors_among: null, categories: { speculative: 4, 'chinese-sf': 4 }, languages: { zh: 4 }, decades: { 2000: 3, 2010: 1 }, ratings: { '4.5': 1, '4.0': 3 }, authors: [{ id: 1, name: '刘慈欣', original_name: null, count: 3 }, { id: 2, name: '韩松', original_name: null, count: 1 }], available: 2, for_sale: 0 }

async function filters(query: Record<string, string> = {}, more: object = {}) {
  answerWith({ 'GET /api/categories': () => ({ body: CATEGORIES }) })
  const { wrapper } = await mountPart(BookFilters, { filters: filtersFromQuery(query), facets: { ...FACETS, ...more } })
  await flushPromises()
  const told = () => wrapper.emitted('change')?.map(([patch]) => patch)
  return { wrapper, told, text: () => wrapper.text() }
}
afterEach(() => vi.unstubAllGlobals())

describe('the facets', () => {
  it('show what leads somewhere and hide the rest', async () => {
    const { text } = await filters()
    expect(text()).toContain('科幻奇幻4')
    expect(text()).not.toContain('历史')
    expect(text()).toContain('现在可借2')
    expect(text()).not.toContain('有售')
  })

  it('keep what is in force even when nothing is left of it', async () => {
    expect((await filters({ for_sale: 'true' })).text()).toContain('有售0')
    expect((await filters({ category: 'history' })).text()).toContain('历史0')
  })

  it('open the branch in use and offer only leaves with hits', async () => {
    const { text } = await filters({ category: 'chinese-sf' })
    expect(text()).toContain('中国科幻4')
    expect(text()).not.toContain('奇幻0')
  })

  it('say so when authors were counted among the most popular hits only', async () => {
    const { text } = await filters({}, { authors_among: 10_000 })
    expect(text()).toContain('数目按最热门的 10,000 本计')
    expect(text()).toContain('刘慈欣3+')
    expect((await filters()).text()).toContain('刘慈欣3韩松1')
  })

  it('offer what I have not read only to a reader', async () => {
    const { text } = await filters()
    expect(text()).not.toContain('我还没读过的')
    useSession().reader = READER
    await flushPromises()
    expect(text()).toContain('我还没读过的')
  })

  it('turn a bar into a decade, and back', async () => {
    const { wrapper, told } = await filters({ year_from: '2010', year_to: '2019' })
    const [nineties, tens] = wrapper.findAll('.bars button')
    await nineties!.trigger('click')
    await tens!.trigger('click')
    expect(told()).toEqual([{ year_from: 2000, year_to: 2009 }, { year_from: null, year_to: null }])
  })

  it('take an author away by choosing the same one again', async () => {
    const { wrapper, told } = await filters({ author: '1' })
    for (const button of wrapper.findAll('.author-facet li button')) await button.trigger('click')
    expect(told()).toEqual([{ author: null }, { author: 2 }])
  })
})
