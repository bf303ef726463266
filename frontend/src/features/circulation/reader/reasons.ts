/** Why something is refused, said to the reader himself, each reason with its numbers. */
import { ApiError, sentenceOf, type Reason } from '@/api/errors'
import { useWords } from '@/i18n'
import { formatDate, formatMoney, formatNumber } from '@/shared/format'

/** Readers' fines are kept in the library's own currency. */
export const CURRENCY = 'CNY'

export function useReasons() {
  const { t, te, locale } = useWords()

  function reasonOf(reason: Reason): string {
    const number = (value: number | null | undefined) => formatNumber(value ?? 0, locale.value)
    const money = (cents: number | null | undefined) => formatMoney(cents ?? 0, CURRENCY, locale.value)
    const day = (value: string | null | undefined) => (value ? formatDate(value, locale.value) : '')
    const kind = reason.code === 'not_renewable' ? `not_renewable_${reason.state}` : reason.code
    const key = te(`lending.reasons.${kind}`) ? kind : 'other'
    const { count, limit, cents, limit_cents, days } = reason
    const dates = { until: day(reason.until), from: day(reason.from_on), due: day(reason.due_on), valid: day(reason.valid_until) }
    return t(`lending.reasons.${key}`, { count: number(count), limit: number(limit), cents: money(cents), most: money(limit_cents), days: number(days), ...dates }, count ?? days ?? 1)
  }

  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    if (error instanceof ApiError && error.reasons.length) return error.reasons.map(reasonOf).join(t('lending.gap'))
    return sentenceOf(error, t, te)
  }
  return { reasonOf, whyOf }
}
