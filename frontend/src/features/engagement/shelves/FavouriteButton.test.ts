import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import FavouriteButton from './FavouriteButton.vue'

async function button(answers: Answers, signedIn = true) {
  const calls = answerWith({ 'GET /api/favourites/ids': () => ({ body: { book_ids: [7] } }), ...answers })
  const made = await mountPart(FavouriteButton, { book: BOOK }, '/books/3')
  if (signedIn) useSession().reader = READER
  await flushPromises()
  return { ...made, calls, pressed: () => made.wrapper.get('button').attributes('aria-pressed') }
}
afterEach(() => vi.unstubAllGlobals())

describe('a favourite', () => {
  it('is one at once, and none again at "undo"', async () => {
    const { wrapper, pressed, calls } = await button({
      'PUT /api/books/3/favourite': () => ({ body: { book_id: 3, favourite: true } }),
      'DELETE /api/books/3/favourite': () => ({ body: { book_id: 3, favourite: false } }),
    })
    await wrapper.get('button').trigger('click')
    expect(pressed()).toBe('true')
    await flushPromises()
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('《三体》已收藏')
    toast.action!.run()
    await flushPromises()
    expect(pressed()).toBe('false')
    expect(calls.map((call) => call.method)).toEqual(['GET', 'PUT', 'DELETE'])
  })

  it('falls back and says why when it could not be saved', async () => {
    const { wrapper, pressed } = await button({ 'PUT /api/books/3/favourite': () => ({ status: 503, body: { code: 'busy', message: 'x' } }) })
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
