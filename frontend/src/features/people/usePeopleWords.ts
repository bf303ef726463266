/** Words about accounts: why one stays open, why two stay apart, and its figures. */
import { useWords } from '@/i18n'
import { formatDate, formatMoment, formatMoney, formatNumber } from '@/shared/format'

const CURRENCY = 'CNY'
type Standing = { code: string; [more: string]: unknown }

export function usePeopleWords() {
  const { t, te, locale, nameOf } = useWords()
  const money = (cents: number) => formatMoney(cents, CURRENCY, locale.value)
  const number = (value: number) => formatNumber(value, locale.value)
  const day = (value: string) => formatDate(value, locale.value)
  const moment = (value: string) => formatMoment(value, locale.value)

  function reasonOf(reason: Standing): string {
    const key = te(`people.reasons.${reason.code}`) ? `people.reasons.${reason.code}` : 'people.reasons.other'
    const count = typeof reason.count === 'number' ? reason.count : 1
    const role = typeof reason.role === 'string' ? t(`people.roles.${reason.role}`) : ''
    return t(key, { ...reason, n: number(count), role, money: typeof reason.cents === 'number' ? money(reason.cents) : '' }, count)
  }
  return { t, te, locale, nameOf, money, number, day, moment, reasonOf }
}
