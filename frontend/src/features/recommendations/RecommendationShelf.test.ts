import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import RecommendationMenu from './RecommendationMenu.vue'
import RecommendationShelf from './RecommendationShelf.vue'

const entry = (reason: object, more: object = {}) => ({ rank: 1, book: BOOK, score: 0.5, predicted_stars: 4.63, source: 'ncf', reason, ...more })
const because = { code: 'because_you_liked', books: [{ id: 9, title: '基地' }], category: null }
const list = (more: object) => ({
  items: [entry(because)], source: 'personal', run: { id: 1, model: 'ncf', published_at: new Date().toISOString() }, made_at: new Date().toISOString(),
  rating_count: 43, stale: false, personalised: true, more: false, as_of: new Date().toISOString(), ...more,
})
const book = (id: number) => ({ ...BOOK, id, title: `第${id}本` })
const books = (...ids: number[]) => ids.map((id) => entry(because, { book: book(id) }))

async function shelf(body: object | ((request: Request) => object), status = 200, answers: Answers = {}) {
  const calls = answerWith({ 'GET /api/recommendations': (request) => ({ status, body: typeof body === 'function' ? body(request) : body }), ...answers })
  const { wrapper } = await mountPart(RecommendationShelf, {})
  useSession().reader = READER
  await flushPromises()
  const titles = () => wrapper.findAll('h3').map((title) => title.text())
  return { wrapper, calls, titles }
}
beforeEach(() => history.replaceState(null, ''))
afterEach(() => vi.unstubAllGlobals())

describe('the shelf for you', () => {
  it('says what a personal list was made from, and why each book is there', async () => {
    const text = (await shelf(list({}))).wrapper.text()
    expect(text).toContain('来自你评过的 43 本书')
    expect(text).toContain('因为你喜欢《基地》')
    expect(text).toContain('预计你会打 4.6')
  })

  it('dates the list by the reader’s own, not by the run', async () => {
    const run = { id: 1, model: 'ncf', published_at: '2020-03-01T04:00:00Z' }
    expect((await shelf(list({ run }))).wrapper.text()).toContain('刚刚更新')
  })

  it('says when a list was filled up', async () => {
    expect((await shelf(list({ source: 'mixed' }))).wrapper.text()).toContain('热门书补足')
  })

  it('does not pretend a fallback is personal', async () => {
    const { wrapper } = await shelf(list({ source: 'fallback', run: null, made_at: null, items: [entry({ code: 'popular', books: [], category: null }, { predicted_stars: null, source: 'popular' })] }))
    expect(wrapper.text()).toContain('热门书')
    expect(wrapper.get('.rule').text()).toBe('热门')
    expect(wrapper.text()).not.toContain('预计')
  })

  it('has its own words for a surprise and for a new book', async () => {
    const category = { id: 1, slug: 'arts', name_zh: '艺术', name_en: 'Arts' }
    const { wrapper } = await shelf(list({ items: [entry({ code: 'surprise', books: [], category }), entry({ code: 'new_book', books: [], category: null }, { book: book(4), source: 'two_tower' })] }))
    expect(wrapper.text()).toContain('换个口味：艺术')
    expect(wrapper.text()).toContain('新书，内容和你喜欢的书相近')
  })

  it('invites a reader with few ratings', async () => {
    const { wrapper } = await shelf(list({ source: 'fallback', run: null, made_at: null, rating_count: 1 }))
    expect(wrapper.get('a[href="/welcome"]').text()).toBe('选几本喜欢的书')
  })

  it('tells a reader who opted out that nothing here is personal, and where to change that', async () => {
    const { wrapper } = await shelf(list({ source: 'fallback', personalised: false, stale: true }))
    expect(wrapper.text()).toContain('个性化推荐已关闭')
    expect(wrapper.text()).not.toContain('下一次更新')
    expect(wrapper.get('a[href="/account/taste"]').text()).toBe('去打开个性化推荐')
  })

  it('says when newer ratings are not counted yet', async () => {
    expect((await shelf(list({ stale: true }))).wrapper.text()).toContain('下一次更新')
  })

  it('offers to try again when it cannot be loaded', async () => {
    const { wrapper } = await shelf({ code: 'server_error', message: 'x' }, 500)
    expect(wrapper.get('[role=alert]').text()).toContain('再试一次')
  })
})

describe('show me others', () => {
  it('walks on while there is more, and comes round again', async () => {
    const { wrapper, titles } = await shelf((request) => {
      const skip = Number(new URL(request.url).searchParams.get('skip'))
      return list({ items: books(skip + 1), more: skip === 0 })
    })
    const others = () => wrapper.get('button.way-on')
    expect(titles()).toEqual(['第1本'])
    await others().trigger('click')
    await flushPromises()
    expect(titles()).toEqual(['第11本'])
    await others().trigger('click')
    await flushPromises()
    expect(titles()).toEqual(['第1本'])
  })

  it('is not offered when there are no others', async () => {
    expect((await shelf(list({}))).wrapper.find('button.way-on').exists()).toBe(false)
  })
})

describe('not interested', () => {
  const dismiss = async (wrapper: Awaited<ReturnType<typeof shelf>>['wrapper']) => {
    wrapper.findComponent(RecommendationMenu).vm.$emit('dismiss')
    await flushPromises()
  }

  it('takes the book away, fills the shelf from the reserve and can be undone', async () => {
    const dismissed = new Set<number>()
    const { wrapper, titles } = await shelf(() => list({ items: books(...[1, 2, 3].filter((id) => !dismissed.has(id)).slice(0, 2)) }), 200, {
      'POST /api/recommendations/1/dismiss': () => (dismissed.add(1), { body: { book_id: 1, dismissed: true } }),
      'DELETE /api/recommendations/1/dismiss': () => (dismissed.delete(1), { body: { book_id: 1, dismissed: false } }),
    })
    expect(titles()).toEqual(['第1本', '第2本'])
    await dismiss(wrapper)
    expect(titles()).toEqual(['第2本', '第3本'])
    useToasts().toasts.value[0]!.action!.run()
    await flushPromises()
    expect(titles()).toEqual(['第1本', '第2本'])
  })

  it('brings the book back when it could not be saved', async () => {
    const { wrapper, titles } = await shelf(list({ items: books(1, 2) }), 200, { 'POST /api/recommendations/1/dismiss': () => ({ status: 503, body: { code: 'busy', message: 'x' } }) })
    await dismiss(wrapper)
    expect(titles()).toEqual(['第1本', '第2本'])
    expect(useToasts().toasts.value[0]!.tone).toBe('alarm')
  })
})
