import createClient, { type Middleware } from 'openapi-fetch'
import { ApiError } from './errors'
import type { paths } from './schema'

let csrfToken = ''

/** Every account answer carries the token that the next write must bring back. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token
}

const carryCsrfToken: Middleware = {
  onRequest({ request }) {
    if (!['GET', 'HEAD'].includes(request.method)) request.headers.set('X-CSRF-Token', csrfToken)
    return request
  },
}

/** The page that the server sent brings the answers to what it will ask first. Taken once: what is asked later is newer. */
const takeFromPage: Middleware = {
  onRequest({ request }) {
    // After a change, what the page has brought is the past.
    if (!['GET', 'HEAD'].includes(request.method)) forgetBrought()
    const brought = request.method === 'GET' ? broughtAnswers().find(({ dataset }) => spelled(dataset.question!) === spelled(request.url)) : undefined
    if (!brought) return undefined
    brought.remove()
    return new Response(brought.textContent, { headers: { 'Content-Type': 'application/json' } })
  },
}

const broughtAnswers = () => [...document.querySelectorAll<HTMLElement>('script[data-question]')]

/** What nobody has asked for when the reader goes on is no longer news. */
export function forgetBrought(): void {
  for (const brought of broughtAnswers()) brought.remove()
}

/** An address in one spelling, whatever the order of its parameters. */
function spelled(address: string): string {
  const url = new URL(address, location.origin)
  url.searchParams.sort()
  return url.href
}

const raiseFailures: Middleware = {
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return
    const failure = await ApiError.of(response)
    if (failure.code === 'csrf_failed') await renewCsrfToken()
    throw failure
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === 'AbortError')) return error as Error
    return new ApiError(0, 'offline')
  },
}

// A page left open over a sign-in elsewhere holds an old token: the next try of the reader succeeds.
async function renewCsrfToken(): Promise<void> {
  const answer = await fetch('/api/account').catch(() => null)
  if (answer?.ok) rememberCsrfToken(((await answer.json()) as { csrf_token: string }).csrf_token)
}

/** What requests may carry that outlive their page: the Fetch standard allows 64 KiB, all of them together. */
const OUTLIVES_BYTES = 16_000

const underWay = new Map<string, Promise<unknown>>()

/** Changes of one thing reach the library in the order in which they were made: the last word of the reader stays. */
function send(request: Request): Promise<Response> {
  if (request.keepalive || ['GET', 'HEAD'].includes(request.method)) return globalThis.fetch(request)
  const sent = (underWay.get(request.url) ?? Promise.resolve()).then(() => outlive(request))
  const done = sent.catch(() => undefined).then(() => {
    if (underWay.get(request.url) === done) underWay.delete(request.url)
  })
  underWay.set(request.url, done)
  return sent
}

/** A star given a moment before the reader goes on is given all the same. */
async function outlive(request: Request): Promise<Response> {
  const { byteLength } = await request.clone().arrayBuffer()
  return globalThis.fetch(request, { keepalive: byteLength <= OUTLIVES_BYTES })
}

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  fetch: send,
})
api.use(takeFromPage, raiseFailures, carryCsrfToken)

/** The body of an answer; failures have been raised before this point. */
export async function bodyOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
