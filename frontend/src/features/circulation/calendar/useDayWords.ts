/** Names of days and hours in the reader's language. */
import { useWords } from '@/i18n'
import { formatDate } from '@/shared/format'

// A week of which the first day is a Monday.
const MONDAY = Date.UTC(2024, 0, 1)

export function useDayWords() {
  const { t, locale } = useWords()
  function weekday(number: number, width: 'long' | 'narrow' = 'long'): string {
    return new Intl.DateTimeFormat(locale.value, { weekday: width, timeZone: 'UTC' }).format(new Date(MONDAY + number * 86_400_000))
  }
  function month(number: number): string {
    return new Intl.DateTimeFormat(locale.value, { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, number - 1, 1)))
  }
  const hours = (opens: string | null, closes: string | null) => (opens && closes ? t('calendar.hours', { opens, closes }) : t('calendar.closed'))
  const reason = (day: { reason_zh: string; reason_en: string }) => (locale.value === 'zh-CN' ? day.reason_zh || day.reason_en : day.reason_en || day.reason_zh)
  const span = (first: string, last: string) => (first === last ? formatDate(first, locale.value) : t('calendar.span', { first: formatDate(first, locale.value), last: formatDate(last, locale.value) }))
  return { weekday, month, hours, reason, span }
}
