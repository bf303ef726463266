/** Why something is refused, as sentences with their numbers. */
import { useWords } from '@/i18n'
import type { Refusal } from '@/api/shapes'
import { formatDate, formatMoney, formatNumber } from '@/shared/format'

const CURRENCY = 'CNY'

export function useRefusals() {
  const { t, te, locale } = useWords()
  const money = (cents?: number | null) => formatMoney(cents ?? 0, CURRENCY, locale.value)
  const day = (value?: string | null) => (value ? formatDate(value, locale.value) : '')

  function sentenceOf(refusal: Refusal): string {
    const key = `refusals.${refusal.code}`
    if (!te(key)) return t('refusals.unknown', { code: refusal.code })
    return t(key, {
      count: formatNumber(refusal.count ?? 0, locale.value),
      limit: formatNumber(refusal.limit ?? 0, locale.value),
      days: formatNumber(refusal.days ?? 0, locale.value),
      cents: money(refusal.cents),
      limitCents: money(refusal.limit_cents),
      until: day(refusal.until),
      from: day(refusal.from_on),
      dueOn: day(refusal.due_on),
      validUntil: day(refusal.valid_until),
      condition: refusal.condition ? t(`refusals.conditions.${refusal.condition}`) : '',
    })
  }
  return { sentenceOf, money, day }
}
