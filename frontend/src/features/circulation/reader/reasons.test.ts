import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import { ApiError, type Reason } from '@/api/errors'
import en from '@/i18n/en.json'
import { i18n, speak, type Locale } from '@/i18n'
import { useReasons } from './reasons'

async function wordsIn(locale: Locale) {
  await speak(locale)
  let found!: ReturnType<typeof useReasons>
  mount({ setup: () => ((found = useReasons()), () => h('p')) }, { global: { plugins: [createPinia(), i18n] } })
  return found
}
const reason = (code: string, numbers: Partial<Reason> = {}) => ({ code, overridable: false, ...numbers }) as Reason
// As the rules of the library name them, each with its numbers.
const REASONS: Record<string, [Partial<Reason>, string, string]> = {
  card_expired: [{ valid_until: '2026-10-31' }, '2026年10月31日', 'Oct 31, 2026'],
  suspended: [{ until: '2026-12-05' }, '2026年12月5日', 'Dec 5, 2026'],
  debt: [{ cents: 1250, limit_cents: 1000 }, '¥12.50', '¥10.00'],
  overdue_items: [{ count: 3, limit: 2 }, '3 本', '3 overdue books'],
  max_loans: [{ count: 10, limit: 10 }, '10 本', '10 books'],
  max_holds: [{ count: 1, limit: 1 }, '1 本', '1 hold;'],
  max_renewals: [{ count: 2, limit: 2 }, '2 次', '2 times'],
  others_wait: [{ count: 4 }, '4 位', '4 readers wait'],
  too_early: [{ from_on: '2026-12-20' }, '2026年12月20日', 'Dec 20, 2026'],
  too_late: [{ days: 9, limit: 7 }, '9 天', '9 days'],
  renewal_would_not_change_date: [{ due_on: '2026-12-24' }, '2026年12月24日', 'Dec 24, 2026'],
  not_renewable: [{ state: 'claimed_returned' }, '已经还了', 'You said'],
}

describe.each([['zh-CN', 1], ['en', 2]] as const)('reasons in %s', (locale, place) => {
  it.each(Object.keys(REASONS))('%s is a sentence with its numbers', async (code) => {
    const { reasonOf } = await wordsIn(locale)
    const row = REASONS[code]!
    const sentence = reasonOf(reason(code, row[0]))
    expect(sentence).toContain(row[place])
    expect(sentence).not.toMatch(/[{}]/)
  })

  it('one that nobody has heard of is an honest sentence too', async () => {
    const { reasonOf } = await wordsIn(locale)
    expect(reasonOf(reason('from_the_future'))).toContain(locale === 'en' ? 'ask at the desk' : '服务台')
  })
})

it('every reason of a refusal is said, and something else that goes wrong as well', async () => {
  const { whyOf } = await wordsIn('en')
  const refused = new ApiError(409, 'loan_refused', {}, null, [reason('max_loans', { count: 10, limit: 10 }), reason('card_blocked')])
  expect(whyOf(refused)).toContain('10 books')
  expect(whyOf(refused)).toContain('blocked')
  expect(whyOf(new ApiError(503, 'busy'))).toBe(en.errors.busy)
})
