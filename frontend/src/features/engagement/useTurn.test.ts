import { flushPromises } from '@vue/test-utils'
import type { Component } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import LikeButton from './LikeButton.vue'
import FavouriteButton from './shelves/FavouriteButton.vue'

type Kind = { button: Component; props: Record<string, unknown>; known: Answers; way: string }
const LIKE: Kind = { button: LikeButton, props: { bookId: 3 }, known: { 'GET /api/books/3/rating': () => ({ body: { book_id: 3, stars: 4, rated_at: null, liked: false } }) }, way: '/api/books/3/like' }
const FAVOURITE: Kind = { button: FavouriteButton, props: { book: BOOK }, known: { 'GET /api/favourites/ids': () => ({ body: { book_ids: [7] } }) }, way: '/api/books/3/favourite' }
const saved = ({ way }: Kind): Answers => {
  const body = (on: boolean) => ({ body: { book_id: 3, liked: on, favourite: on } })
  return { [`PUT ${way}`]: () => body(true), [`DELETE ${way}`]: () => body(false) }
}

async function mounted({ button, props, known }: Kind, answers: Answers = {}, signedIn = true) {
  const calls = answerWith({ ...known, ...answers })
  const made = await mountPart(button, props, '/books/3')
  if (signedIn) useSession().reader = READER
  await flushPromises()
  return { ...made, calls, press: () => made.wrapper.get('button').trigger('click'), pressed: () => made.wrapper.get('button').attributes('aria-pressed') }
}
afterEach(() => vi.unstubAllGlobals())

describe.each([['a like', LIKE], ['a favourite', FAVOURITE]])('%s', (_, kind) => {
  it('is one at once, and none again with a second click', async () => {
    const { press, pressed, calls } = await mounted(kind, saved(kind))
    expect(pressed()).toBe('false')
    await press()
    expect(pressed()).toBe('true')
    await flushPromises()
    await press()
    await flushPromises()
    expect(pressed()).toBe('false')
    expect(calls.map((call) => call.method)).toEqual(['GET', 'PUT', 'DELETE'])
  })

  it('falls back and says why when it could not be saved', async () => {
    const { press, pressed } = await mounted(kind, { [`PUT ${kind.way}`]: () => ({ status: 503, body: { code: 'busy', message: 'x' } }) })
    await press()
    await flushPromises()
    expect(pressed()).toBe('false')
    expect(useToasts().toasts.value[0]?.text).toContain('已恢复原样')
  })

  it('sends a guest to sign in, and back to this book', async () => {
    const { press, router, calls } = await mounted(kind, {}, false)
    await press()
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/sign-in?next=/books/3')
    expect(calls).toHaveLength(0)
  })
})

describe('a favourite', () => {
  it('is none again at "undo"', async () => {
    const { press, pressed } = await mounted(FAVOURITE, saved(FAVOURITE))
    await press()
    await flushPromises()
    const toast = useToasts().toasts.value[0]!
    expect(toast.text).toContain('《三体》已收藏')
    toast.action!.run()
    await flushPromises()
    expect(pressed()).toBe('false')
  })
})
