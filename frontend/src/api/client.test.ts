import { afterEach, expect, it, vi } from 'vitest'
import { api, forgetBrought } from './client'

afterEach(() => {
  vi.unstubAllGlobals()
  forgetBrought()
})

async function keepaliveOf(work: () => Promise<unknown>): Promise<boolean> {
  const sent: (RequestInit | undefined)[] = []
  vi.stubGlobal('fetch', (_: Request, init?: RequestInit) => {
    sent.push(init)
    return Promise.resolve(new Response('{}', { headers: { 'Content-Type': 'application/json' } }))
  })
  await work()
  return sent[0]?.keepalive ?? false
}

it('a change outlives the page it was made on, a question does not', async () => {
  expect(await keepaliveOf(() => api.PUT('/api/books/{book_id}/rating', { params: { path: { book_id: 1 } }, body: { stars: 5 } }))).toBe(true)
  expect(await keepaliveOf(() => api.GET('/api/account'))).toBe(false)
})

it('a change that is too large to outlive its page is sent all the same', async () => {
  expect(await keepaliveOf(() => api.PUT('/api/onboarding', { body: { categories: Array.from({ length: 3000 }, (_, i) => `category-${i}`) } }))).toBe(false)
})

it('changes of one book are sent one after the other, even when the first one fails; another book does not wait', async () => {
  const sent: string[] = []
  const answers: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`)
    return new Promise<Response>((resolve) => answers.push(resolve))
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20))
  const path = (book_id: number) => ({ params: { path: { book_id } } })
  const first = api.PUT('/api/books/{book_id}/like', path(1)).catch(() => 'refused')
  void api.DELETE('/api/books/{book_id}/like', path(1))
  void api.PUT('/api/books/{book_id}/like', path(2))
  await settle()
  expect(sent).toEqual(['PUT /api/books/1/like', 'PUT /api/books/2/like'])
  answers[0]!(new Response('{}', { status: 500 }))
  expect(await first).toBe('refused')
  await settle()
  expect(sent[2]).toBe('DELETE /api/books/1/like')
})

it('what the page has brought is taken once, whatever the order of its parameters, and not after a change or when the reader has gone on', async () => {
  const fetched: string[] = []
  vi.stubGlobal('fetch', (request: Request) => {
    fetched.push(new URL(request.url).pathname)
    return Promise.resolve(new Response('{"total": 2}', { headers: { 'Content-Type': 'application/json' } }))
  })
  const bring = () => {
    for (const question of ['/api/ratings?size=20&page=1', '/api/notices/unread']) {
      const script = Object.assign(document.createElement('script'), { type: 'application/json', textContent: '{"total": 1}' })
      script.dataset.question = question
      document.body.append(script)
    }
  }
  const ask = async () => (await api.GET('/api/ratings', { params: { query: { page: 1, size: 20 } } })).data?.total
  bring()
  expect([await ask(), await ask()]).toEqual([1, 2])
  bring()
  await api.DELETE('/api/books/{book_id}/like', { params: { path: { book_id: 7 } } })
  expect(await ask()).toBe(2)
  bring()
  forgetBrought()
  expect(await ask()).toBe(2)
  expect(fetched).toEqual(['/api/ratings', '/api/books/7/like', '/api/ratings', '/api/ratings'])
})
