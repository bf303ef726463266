import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, mountPart, READER, type Answers } from '@/testing/mounting'
import LikeButton from './LikeButton.vue'

async function button(answers: Answers, signedIn = true) {
  const calls = answerWith({ 'GET /api/books/3/rating': () => ({ body: { book_id: 3, stars: 4, rated_at: null, liked: false } }), ...answers })
  const made = await mountPart(LikeButton, { bookId: 3 }, '/books/3')
  if (signedIn) useSession().reader = READER
  await flushPromises()
  return { ...made, calls, pressed: () => made.wrapper.get('button').attributes('aria-pressed') }
}
afterEach(() => vi.unstubAllGlobals())

describe('liking a book', () => {
  it('turns the heart at once, and back with a second click', async () => {
    const { wrapper, pressed, calls } = await button({
      'PUT /api/books/3/like': () => ({ body: { book_id: 3, liked: true } }),
      'DELETE /api/books/3/like': () => ({ body: { book_id: 3, liked: false } }),
    })
    expect(pressed()).toBe('false')
    await wrapper.get('button').trigger('click')
    expect(pressed()).toBe('true')
    await flushPromises()
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(pressed()).toBe('false')
    expect(calls.map((call) => call.method)).toEqual(['GET', 'PUT', 'DELETE'])
  })

  it('turns back and says why when it could not be saved', async () => {
    const { wrapper, pressed } = await button({ 'PUT /api/books/3/like': () => ({ status: 503, body: { code: 'busy', message: 'x' } }) })
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(pressed()).toBe('false')
    expect(useToasts().toasts.value[0]?.text).toContain('已恢复原样')
  })

  it('sends a guest to sign in, and back to this book', async () => {
    const { wrapper, router, calls } = await button({}, false)
    await wrapper.get('button').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/sign-in?next=/books/3')
    expect(calls).toHaveLength(0)
  })
})
