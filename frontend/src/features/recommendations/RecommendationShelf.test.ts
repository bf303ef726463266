import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { answerWith, BOOK, mountPart, READER } from '@/testing/mounting'
import RecommendationShelf from './RecommendationShelf.vue'

const entry = (reason: object, more: object = {}) => ({ rank: 1, book: BOOK, score: 0.5, predicted_stars: 4.63, source: 'ncf', reason, ...more })
const because = { code: 'because_you_liked', books: [{ id: 9, title: '基地' }], category: null }
const list = (more: object) => ({ items: [entry(because)], source: 'personal', run: { id: 1, model: 'ncf', published_at: new Date().toISOString() }, rating_count: 43, stale: false, as_of: new Date().toISOString(), ...more })

async function shelf(body: object, status = 200) {
  answerWith({ 'GET /api/recommendations': () => ({ status, body }) })
  const { wrapper } = await mountPart(RecommendationShelf, {})
  useSession().reader = READER
  await flushPromises()
  return wrapper
}
afterEach(() => vi.unstubAllGlobals())

describe('the shelf for you', () => {
  it('says what a personal list was made from, and why each book is there', async () => {
    const text = (await shelf(list({}))).text()
    expect(text).toContain('来自你评过的 43 本书')
    expect(text).toContain('因为你喜欢《基地》')
    expect(text).toContain('预计你会打 4.6')
  })

  it('says when a list was filled up', async () => {
    expect((await shelf(list({ source: 'mixed' }))).text()).toContain('热门书补足')
  })

  it('does not pretend a fallback is personal', async () => {
    const text = (await shelf(list({ source: 'fallback', run: null, items: [entry({ code: 'popular', books: [], category: null }, { predicted_stars: null, source: 'popular' })] }))).text()
    expect(text).toContain('热门书')
    expect(text).not.toContain('预计')
  })

  it('invites a reader with few ratings', async () => {
    const shelfOfNewcomer = await shelf(list({ source: 'fallback', run: null, rating_count: 1 }))
    expect(shelfOfNewcomer.get('.invite').text()).toBe('去给读过的书打星')
  })

  it('says when newer ratings are not counted yet', async () => {
    expect((await shelf(list({ stale: true }))).text()).toContain('下一次更新')
  })

  it('offers to try again when it cannot be loaded', async () => {
    const broken = await shelf({ code: 'server_error', message: 'x' }, 500)
    expect(broken.get('[role=alert]').text()).toContain('再试一次')
  })
})
