/** The desk's own words: reasons with their numbers, days, money and places. */
import { ApiError, sentenceOf, type Reason } from '@/api/errors'
import type { DeskHold } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatDate, formatMoney, formatNumber } from '@/shared/format'

const CURRENCY = 'CNY'

export function useDeskWords() {
  const { t, te, locale } = useWords()
  const money = (cents: number | null | undefined) => formatMoney(cents ?? 0, CURRENCY, locale.value)
  const day = (value: string | null | undefined) => (value ? formatDate(value, locale.value) : '')
  const number = (value: number | null | undefined) => formatNumber(value ?? 0, locale.value)

  /** Why something is refused, in one sentence. */
  function reasonOf(reason: Reason): string {
    const key = `desk.reasons.${reason.code}`
    if (!te(key)) return t('desk.reasons.unknown', { code: reason.code })
    const { count, limit, cents, limit_cents, days, until, from_on, due_on, valid_until, condition, state } = reason
    const stateWord = state ? (te(`desk.loanStates.${state}`) ? t(`desk.loanStates.${state}`) : t(`desk.holdStates.${state}`)) : ''
    return t(key, {
      ...{ count: number(count), limit: number(limit), days: number(days), cents: money(cents), most: money(limit_cents) },
      ...{ until: day(until), from: day(from_on), due: day(due_on), valid: day(valid_until) },
      ...{ condition: condition ? t(`desk.conditions.${condition}`) : '', state: stateWord },
    })
  }
  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    if (!(error instanceof ApiError)) return sentenceOf(error, t, te)
    if (error.reasons.length) return error.reasons.map(reasonOf).join(t('desk.gap'))
    return te(`desk.errors.${error.code}`) ? t(`desk.errors.${error.code}`) : sentenceOf(error, t, te)
  }
  const placeOf = (copy: NonNullable<DeskHold['copy']>) =>
    [locale.value === 'zh-CN' ? copy.location_zh : copy.location_en, copy.shelf_mark].filter(Boolean).join(t('desk.placeGap'))
  return { t, locale, money, day, number, reasonOf, whyOf, placeOf }
}
