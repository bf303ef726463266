import { PiniaColada, useQueryCache } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n, speak } from '@/i18n'
import { useSession } from './session'

const reader = { id: 5, name: 'reader', display_name: '林晚', role: 'reader', locale: 'zh-CN', personalised: true, rating_count: 1, created_at: '2026-01-01T00:00:00Z' }
const account = (who: object | null, token = 'token-1') => ({ reader: who, csrf_token: token, library: { name_zh: '知阅', name_en: 'Shelfwise', demonstration: true } })
const answer = (body: object, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const calls: Request[] = []
let answers: Response[] = []

beforeEach(() => {
  calls.length = 0
  vi.stubGlobal('fetch', (request: Request) => {
    calls.push(request)
    return Promise.resolve(answers.shift()!)
  })
  const pinia = createPinia()
  createApp({}).use(pinia).use(PiniaColada)
})
afterEach(() => vi.unstubAllGlobals())

describe('the session', () => {
  it('begins as a guest and knows the library', async () => {
    answers = [answer(account(null))]
    const session = useSession()
    await session.load()
    expect(session.signedIn).toBe(false)
    expect(session.library?.demonstration).toBe(true)
  })

  it('brings the token of the last answer with every write', async () => {
    answers = [answer(account(null, 'first')), answer(account(reader, 'second')), answer(account(null, 'third'))]
    const session = useSession()
    await session.load()
    await session.signIn({ name: 'reader', password: 'secret' })
    expect(session.reader?.display_name).toBe('林晚')
    await session.signOut()
    expect(calls.map((call) => call.headers.get('X-CSRF-Token'))).toEqual([null, 'first', 'second'])
    expect(session.signedIn).toBe(false)
  })

  it('forgets what belonged to the reader who left', async () => {
    answers = [answer(account(reader)), answer(account(null))]
    const session = useSession()
    const cache = useQueryCache()
    await session.load()
    cache.setQueryData(['mine', 5, 'ratings', 1], { items: ['private'] })
    cache.setQueryData(['books', 'one', 1], { id: 1 })
    await session.signOut()
    expect(cache.getQueryData(['mine', 5, 'ratings', 1])).toBeUndefined()
    expect(cache.getQueryData(['books', 'one', 1])).toEqual({ id: 1 })
  })

  it('brings the language and the theme of the account to this device', async () => {
    answers = [answer(account({ ...reader, locale: 'en', theme: 'dark' })), answer(account({ ...reader, locale: 'en', theme: 'light' }))]
    const session = useSession()
    await session.signIn({ name: 'reader', password: 'secret' })
    expect(i18n.global.locale.value).toBe('en')
    expect(document.documentElement.classList.contains('dark')).toBe(true)
    await session.rememberTheme('light')
    expect(await calls[1]!.json()).toEqual({ theme: 'light' })
    await speak('zh-CN')
  })

  it('stays as it was when signing in is refused', async () => {
    answers = [answer({ code: 'sign_in_refused', message: 'x' }, 401)]
    const session = useSession()
    await expect(session.signIn({ name: 'a', password: 'b' })).rejects.toMatchObject({ code: 'sign_in_refused', status: 401 })
    expect(session.signedIn).toBe(false)
  })
})
