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

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
})
api.use(raiseFailures, carryCsrfToken)

/** The body of an answer; failures have been raised before this point. */
export async function bodyOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
