import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import RatingPanel from './RatingPanel.vue'

const MINE = { book_id: 3, stars: 4, rated_at: '2026-11-02T10:00:00Z' }

async function panel(answers: Answers, signedIn = true) {
  const calls = answerWith({ 'GET /api/books/3/rating': () => ({ body: MINE }), ...answers })
  const made = await mountPart(RatingPanel, { book: BOOK, predicted: 4.63 }, '/books/3?from=list')
  if (signedIn) useSession().reader = READER
  await flushPromises()
  const checked = () => made.wrapper.findAll('[role=radio]').findIndex((radio) => radio.attributes('aria-checked') === 'true') + 1
  return { ...made, calls, checked }
}
afterEach(() => vi.unstubAllGlobals())

describe('my rating of a book', () => {
  it('shows new stars at once and keeps them when they are saved', async () => {
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { wrapper, checked } = await panel({
      'PUT /api/books/3/rating': async () => {
        await gate
        return { body: { ...MINE, stars: 2, rating_count: 2, rating_mean: 3.5 } }
      },
    })
    expect(checked()).toBe(4)
    await wrapper.findAll('[role=radio]')[1]!.trigger('click')
    await flushPromises()
    expect(checked()).toBe(2)
    release()
    await flushPromises()
    expect(checked()).toBe(2)
  })

  it('rolls back visibly and says why when saving fails', async () => {
    const { wrapper, checked } = await panel({ 'PUT /api/books/3/rating': () => ({ status: 500, body: { code: 'server_error', message: 'x' } }) })
    await wrapper.findAll('[role=radio]')[0]!.trigger('click')
    await flushPromises()
    expect(checked()).toBe(4)
    expect(wrapper.get('.rating-stars').classes()).toContain('shaken')
    expect(useToasts().toasts.value[0]?.text).toContain('已恢复原样')
  })

  it('offers an undo after taking the rating back', async () => {
    const { wrapper, checked, calls } = await panel({
      'DELETE /api/books/3/rating': () => ({ body: { ...MINE, stars: null, rated_at: null, rating_count: 1, rating_mean: 5 } }),
      'PUT /api/books/3/rating': () => ({ body: { ...MINE, rating_count: 2, rating_mean: 4.5 } }),
    })
    await wrapper.get('button.link').trigger('click')
    await flushPromises()
    expect(checked()).toBe(0)
    useToasts().toasts.value[0]!.action!.run()
    await flushPromises()
    expect(checked()).toBe(4)
    expect(await calls.find((call) => call.method === 'PUT')!.json()).toEqual({ stars: 4 })
  })

  it('sends a guest to sign in, and back to this page', async () => {
    const { wrapper, router, calls } = await panel({}, false)
    await wrapper.findAll('[role=radio]')[4]!.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/sign-in?next=/books/3?from=list')
    expect(calls).toHaveLength(0)
  })
})
