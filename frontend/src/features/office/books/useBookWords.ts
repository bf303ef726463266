/** Books, copies and series of the office in words: why something is refused, days, sums, names of fields. */
import { ApiError, fieldSentenceOf, sentenceOf, type Reason } from '@/api/errors'
import { useWords } from '@/i18n'
import { formatDate, formatMoment, formatMoney, formatNumber } from '@/shared/format'

export function useBookWords() {
  const { t, te, locale, nameOf } = useWords()
  const money = (cents: number | null | undefined, currency = 'CNY') => (cents === null || cents === undefined ? '' : formatMoney(cents, currency, locale.value))
  const day = (on: string | null | undefined) => (on ? formatDate(on, locale.value) : '')
  const moment = (at: string | null | undefined) => (at ? formatMoment(at, locale.value) : '')
  const number = (value: number) => formatNumber(value, locale.value)
  const dot = () => t('officeBooks.dot')

  function reasonOf(reason: Reason & { barcode?: string }): string {
    const count = reason.count ?? 1
    const key = `officeBooks.refused.${reason.code}`
    return te(key) ? t(key, { count: number(count), barcode: reason.barcode ?? '' }, count) : t('refusals.other', { code: reason.code })
  }
  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    if (!(error instanceof ApiError)) return sentenceOf(error, t, te)
    const field = Object.values(error.fields)[0]?.[0]
    if (field) return fieldSentenceOf(field, t, te)
    const told = error.reasons.filter((reason) => te(`officeBooks.refused.${reason.code}`))
    return told.length ? told.map((reason) => reasonOf(reason)).join(t('officeBooks.gap')) : sentenceOf(error, t, te)
  }
  return { t, te, locale, nameOf, money, day, moment, number, dot, whyOf }
}
