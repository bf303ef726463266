import type { Notice } from '@/api/shapes'
import type { Locale } from '@/i18n'
import { formatDate, formatMoney } from '@/shared/format'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** What fills in the words of a notice: days and money as the language writes them, everything else as it is. */
export function factsOf(notice: Notice, locale: Locale): Record<string, unknown> {
  const facts = Object.fromEntries(Object.entries(notice.facts).map(([name, value]) => [name, typeof value === 'string' && DAY.test(value) ? formatDate(value, locale) : value]))
  return typeof facts.cents === 'number' ? { ...facts, money: formatMoney(facts.cents, 'CNY', locale) } : facts
}
