/** Figures, days and names as the stage writes them. */
import type { Screen } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatCompact, formatDay, formatMoment, formatMoney, formatNumber, formatShare } from '@/shared/format'

export function useStageWords() {
  const { t, locale, nameOf } = useWords()
  const number = (value: number) => formatNumber(value, locale.value)
  const compact = (value: number) => formatCompact(value, locale.value)
  const share = (value: number, decimals = 1) => formatShare(value, locale.value, decimals)
  const money = (currency: string) => (cents: number) => formatMoney(cents, currency, locale.value)
  /** Whole units, for axes and tiles, where cents are noise. */
  const roundMoney = (currency: string) => (cents: number) => new Intl.NumberFormat(locale.value, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', maximumFractionDigits: 0, ...(Math.abs(cents) >= 1_000_000_00 && { notation: 'compact', maximumFractionDigits: 1 }) }).format(cents / 100)

  /** A stretch of time as it stands below a drawing. */
  function stretch(startsOn: string, step: Screen['step']): string {
    if (step !== 'month') return formatDay(startsOn, locale.value)
    return new Date(`${startsOn}T00:00:00Z`).toLocaleDateString(locale.value, { year: '2-digit', month: 'short', timeZone: 'UTC' })
  }
  const moment = (at: string) => formatMoment(at, locale.value)
  const month = (day: string) => new Date(`${day}T00:00:00Z`).toLocaleDateString(locale.value, locale.value === 'zh-CN' ? { year: 'numeric', month: 'numeric', timeZone: 'UTC' } : { year: 'numeric', month: 'short', timeZone: 'UTC' })
  /** Monday is 0. The second of March 2026 is a Monday. */
  const weekday = (place: number) => new Intl.DateTimeFormat(locale.value, { weekday: locale.value === 'en' ? 'short' : 'narrow', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 2, 2 + place)))
  const hour = (place: number) => (locale.value === 'zh-CN' ? `${place}时` : `${String(place).padStart(2, '0')}:00`)
  const category = (line: { slug: string | null; name_zh: string | null; name_en: string | null }) => (line.name_zh && line.name_en ? nameOf({ name_zh: line.name_zh, name_en: line.name_en }) : t('screen.noCategory'))
  /** A count of people; what a kiosk is not told is told as such. */
  const people = (count: { value: number | null; suppressed: boolean }) => (count.value === null ? (count.suppressed ? t('screen.fewer') : null) : count.value)
  const country = (code: string | null) => (code ? (new Intl.DisplayNames(locale.value, { type: 'region' }).of(code) ?? code) : t('screen.unknown'))
  const band = (name: string) => (name === 'unknown' ? t('screen.unknown') : name.replace('-', '–'))
  return { t, locale, number, compact, share, money, roundMoney, stretch, moment, month, weekday, hour, category, people, country, band }
}
