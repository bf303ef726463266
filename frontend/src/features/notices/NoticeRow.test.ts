import { flushPromises } from '@vue/test-utils'
import { useQueryCache } from '@pinia/colada'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NoticePage } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, mountPart, READER } from '@/testing/mounting'
import NoticeRow from './NoticeRow.vue'

const NOTICE = { id: 7, kind: 'password_changed', facts: {}, made_at: '2026-11-20T08:30:00Z', read_at: null }
const PAGE = ['mine', READER.id, 'notices', 'page', 1]
const UNREAD = ['mine', READER.id, 'notices', 'unread']

async function mountRow(notice: object = NOTICE) {
  const { wrapper, pinia } = await mountPart(NoticeRow, { notice })
  useSession(pinia).$patch({ reader: READER })
  const cache = useQueryCache(pinia)
  cache.setQueryData(PAGE, { items: [notice], page: 1, size: 20, total: 1, unread: 1 } as NoticePage)
  cache.setQueryData(UNREAD, { unread: 1 })
  return { wrapper, cache }
}

afterEach(() => {
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

describe('a notice', () => {
  it('is read at once, on its page and on the bell', async () => {
    answerWith({ 'PUT /api/notices/7/read': () => ({ body: { ...NOTICE, read_at: '2026-11-20T09:00:00Z' } }) })
    const { wrapper, cache } = await mountRow()
    expect(wrapper.text()).toContain('你的密码改过了')
    await wrapper.get('button').trigger('click')
    expect(cache.getQueryData<NoticePage>(PAGE)!.items[0]!.read_at).not.toBeNull()
    expect(cache.getQueryData(UNREAD)).toEqual({ unread: 0 })
    await flushPromises()
  })

  it('is as it was, and says why, when the library did not take it', async () => {
    answerWith({ 'PUT /api/notices/7/read': () => ({ status: 503, body: { code: 'unavailable', message: 'x' } }) })
    const { wrapper, cache } = await mountRow()
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(cache.getQueryData<NoticePage>(PAGE)!.items[0]!.read_at).toBeNull()
    expect(cache.getQueryData(UNREAD)).toEqual({ unread: 1 })
    expect(useToasts().toasts.value[0]!.text).toContain('图书馆暂时没有回应')
  })

  it('of a loan says days and money as the language writes them, and money only where there is some', async () => {
    const facts = { book: '三体', book_id: 3, due_on: '2026-12-04', cents: 250 }
    const { wrapper } = await mountRow({ ...NOTICE, kind: 'overdue', facts })
    expect(wrapper.text()).toContain('应于2026年12月4日归还，请尽快带来；发出通知时逾期费为 ¥2.50。')
    expect(wrapper.get('h2 a').attributes('href')).toBe('/books/3')
    const free = await mountRow({ ...NOTICE, kind: 'overdue', facts: { ...facts, cents: 0 } })
    expect(free.wrapper.text()).toContain('应于2026年12月4日归还，请尽快带来。')
  })

  it('of a kind that the page has no words for still says that there is something', async () => {
    const { wrapper } = await mountRow({ ...NOTICE, kind: 'from_the_future', read_at: '2026-11-20T09:00:00Z' })
    expect(wrapper.text()).toContain('图书馆的通知')
    expect(wrapper.find('h2 a').exists()).toBe(false)
  })
})
