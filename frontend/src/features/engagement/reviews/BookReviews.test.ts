import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import BookReviews from './BookReviews.vue'
import { findDraft, keepDraft } from './drafts'

const MINE = {
  id: 9, book_id: 3, title: '', text: '婚姻是一座围城。', spoiler: false, language: 'zh', visibility: 'public', show_stars: true, state: 'published', held_for: null,
  decision_reason: null, created_at: '2026-11-02T10:00:00Z', edited_at: null, edit_count: 0, helpful_count: 0, borrowed_here: false,
}
const OTHER = { id: 4, reader_name: '王明', title: '', text: '凶手是管家。', spoiler: true, language: 'zh', stars: 3.5, created_at: '2026-11-02T10:00:00Z', edited_at: null, helpful_count: 2, borrowed_here: true, mine: false, voted: false, reported: false }
const FAULT = () => ({ status: 503, body: { code: 'busy', message: 'x' } })

async function reviews(answers: Answers, mine: typeof MINE | null = null) {
  const book = { book_id: 3, favourite: false, reading: null, note: null, review: mine }
  const page = { items: [OTHER], page: 1, size: 10, total: 1, languages: { zh: 1 }, stars: [0, 0, 0, 1, 0] }
  const calls = answerWith({ 'GET /api/books/3/mine': () => ({ body: book }), 'GET /api/books/3/reviews': () => ({ body: page }), ...answers })
  const made = await mountPart(BookReviews, { book: BOOK }, '/books/3')
  useSession().reader = READER
  await flushPromises()
  return { ...made, calls }
}
beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('IntersectionObserver', class { constructor(private seen: (entries: object[]) => void) {} observe(target: Element) { this.seen([{ isIntersecting: true, target }]) } disconnect() {} unobserve() {} })
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true }
  HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) { this.open = false }
})
afterEach(() => vi.unstubAllGlobals())

/** Opens the dialog, whose code is fetched when it is asked for. */
async function write(wrapper: Awaited<ReturnType<typeof reviews>>['wrapper']): Promise<void> {
  await wrapper.get('.my-review > button').trigger('click')
  await vi.dynamicImportSettled()
  await flushPromises()
}

describe('reviews of a book', () => {
  it('keep what gives the story away covered until it is asked for', async () => {
    const { wrapper } = await reviews({})
    expect(wrapper.text()).not.toContain('管家')
    await wrapper.get('.covered button').trigger('click')
    expect(wrapper.get('.review-item').text()).toContain('凶手是管家。')
    expect(wrapper.get('.review-item').text()).toContain('在本馆借过')
  })

  it('count a helpful vote at once, and take it back when it could not be saved', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { wrapper } = await reviews({ 'PUT /api/reviews/4/helpful': async () => { await gate; return FAULT() } })
    const vote = () => wrapper.get('.act[aria-pressed]')
    await vote().trigger('click')
    await flushPromises()
    expect([vote().attributes('aria-pressed'), vote().text()]).toEqual(['true', '有用3'])
    release()
    await flushPromises()
    expect([vote().attributes('aria-pressed'), vote().text()]).toEqual(['false', '有用2'])
    expect(useToasts().toasts.value[0]?.text).toContain('已恢复原样')
  })

  it('keep a draft that could not be sent, and bring it back', async () => {
    const { wrapper } = await reviews({ 'PUT /api/books/3/review': FAULT })
    await write(wrapper)
    await wrapper.get('.review-dialog textarea').setValue('写了半小时的书评')
    await wrapper.findAll('.review-dialog footer button')[1]!.trigger('click')
    await flushPromises()
    expect(wrapper.find('.review-text').text()).not.toContain('半小时')
    expect(useToasts().toasts.value[0]?.text).toContain('草稿')
    expect(findDraft(READER.id, 3)?.text).toBe('写了半小时的书评')
    expect((wrapper.get('.review-dialog textarea').element as HTMLTextAreaElement).value).toBe('写了半小时的书评')
  })

  it('open with a draft of another day, never with somebody else’s', async () => {
    keepDraft(READER.id + 1, 3, { text: '别人的', title: '', spoiler: false, language: 'zh', visibility: 'public', show_stars: true })
    keepDraft(READER.id, 3, { text: '昨天没写完', title: '', spoiler: false, language: 'zh', visibility: 'public', show_stars: true })
    const { wrapper } = await reviews({})
    await write(wrapper)
    expect((wrapper.get('.review-dialog textarea').element as HTMLTextAreaElement).value).toBe('昨天没写完')
    expect(wrapper.get('.recovered').text()).toContain('已找回')
  })

  it('take my review back, and bring it back with its votes at "undo"', async () => {
    const { wrapper, calls } = await reviews({ 'DELETE /api/books/3/review': () => ({ body: {} }), 'POST /api/books/3/review/restore': () => ({ body: MINE }) }, MINE)
    await wrapper.findAll('.my-review .foot button').at(-1)!.trigger('click')
    await flushPromises()
    expect(wrapper.find('.my-review .top').exists()).toBe(false)
    useToasts().toasts.value[0]!.action!.run()
    await flushPromises()
    expect(wrapper.get('.my-review .review-text').text()).toBe(MINE.text)
    expect(calls.filter((call) => call.method !== 'GET').map((call) => call.method)).toEqual(['DELETE', 'POST'])
  })
})
