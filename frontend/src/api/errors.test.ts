import { describe, expect, it } from 'vitest'
import en from '@/i18n/en.json'
import zh from '@/i18n/zh-CN.json'
import { ApiError, fieldSentenceOf, sentenceOf } from './errors'

const CODES = [
  'sign_in_refused', 'sign_in_required', 'role_too_low', 'too_many_requests', 'name_taken', 'invalid', 'book_not_found', 'category_not_found',
  'not_found', 'forbidden', 'csrf_failed', 'conflict', 'busy', 'server_error', 'malformed', 'method_not_allowed', 'timed_out', 'too_large',
  'too_long', 'wrong_media_type', 'unavailable', 'offline',
]
const FIELD_CODES = ['name_too_short', 'name_too_long', 'name_characters', 'password_too_short', 'password_too_long', 'password_is_name', 'password_too_simple', 'name_taken']
const wordsOf = (messages: object) => ({
  t: (key: string) => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], messages) as string,
  te: (key: string) => key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], messages) !== undefined,
})

describe.each([['zh-CN', zh], ['en', en]])('sentences in %s', (_name, messages) => {
  const { t, te } = wordsOf(messages)

  it.each(CODES)('%s has its own', (code) => {
    const sentence = sentenceOf(new ApiError(400, code), t, te)
    expect(sentence).not.toBe(t('errors.unexpected'))
    expect(sentence.length).toBeGreaterThan(3)
  })

  it.each(FIELD_CODES)('field problem %s has its own', (code) => {
    expect(fieldSentenceOf({ code, message: '' }, t, te)).not.toBe(t('fields.invalid'))
  })

  it('an unknown code is still an honest sentence', () => {
    expect(sentenceOf(new ApiError(418, 'teapot'), t, te)).toBe(t('errors.unexpected'))
    expect(sentenceOf(new TypeError('x'), t, te)).toBe(t('errors.unexpected'))
  })
})

describe('reading a refusal', () => {
  it('takes code, fields and request id from the body', async () => {
    const body = { code: 'invalid', message: 'x', fields: { name: [{ code: 'name_too_short', message: 'x' }] }, request_id: 'r1' }
    const error = await ApiError.of(new Response(JSON.stringify(body), { status: 422 }))
    expect(error).toMatchObject({ status: 422, code: 'invalid', requestId: 'r1' })
    expect(error.fields.name?.[0]?.code).toBe('name_too_short')
  })

  it('understands a proxy that answers in HTML', async () => {
    expect((await ApiError.of(new Response('<h1>Bad gateway</h1>', { status: 502 }))).code).toBe('unavailable')
  })
})
