/** Why something is refused, as sentences with their numbers: to staff about a reader, or to the reader himself. */
import type { Reason } from '@/api/errors'
import { useWords } from '@/i18n'
import { formatDate, formatMoney, formatNumber } from '@/shared/format'

/** The library's own currency. */
export const CURRENCY = 'CNY'

export function useRefusals(words: 'refusals' | 'lending.reasons' = 'refusals') {
  const { t, te, locale } = useWords()
  const money = (cents?: number | null) => formatMoney(cents ?? 0, CURRENCY, locale.value)
  const day = (value?: string | null) => (value ? formatDate(value, locale.value) : '')
  const number = (value?: number | null) => formatNumber(value ?? 0, locale.value)

  function reasonOf(reason: Reason): string {
    const { code, state, count, limit, cents, limit_cents, days } = reason
    const key = [`${words}.${code}_${state}`, `${words}.${code}`].find((name) => te(name)) ?? `${words}.other`
    const condition = reason.condition ? t(`desk.conditions.${reason.condition}`) : ''
    const dates = { until: day(reason.until), from: day(reason.from_on), due: day(reason.due_on), valid: day(reason.valid_until) }
    return t(key, { code, condition, count: number(count), limit: number(limit), cents: money(cents), most: money(limit_cents), days: number(days), ...dates }, count ?? days ?? 1)
  }
  return { reasonOf, money, day }
}
