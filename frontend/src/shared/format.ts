/** Figures, dates and names as each language writes them. */
import type { Locale } from '@/i18n'

// Making a formatter takes a hundred times as long as using it, and a page of books has hundreds of figures.
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function numbers(locale: Locale, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return keep(`number ${locale} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(locale, options))
}

function dates(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep(`date ${locale} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(locale, options))
}

function keep<Formatter extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => Formatter): Formatter {
  const known = kept.get(key) as Formatter | undefined
  if (known) return known
  const made = make()
  kept.set(key, made)
  return made
}

export function formatNumber(value: number, locale: Locale): string {
  // Both languages write these as they are, and the first formatter of a page takes its time.
  if (Number.isInteger(value) && Math.abs(value) < 1000) return String(value)
  return numbers(locale).format(value)
}

/** For axes and narrow places: 130.9万, 1.3M. */
export function formatCompact(value: number, locale: Locale): string {
  return Math.abs(value) < 10_000 ? formatNumber(value, locale) : numbers(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** A mean of stars: always one decimal, so that 4 and 4.0 do not look like different things. */
export function formatStars(value: number, locale: Locale): string {
  return numbers(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
}

/** A measure such as NDCG: four figures after the point, always, so that rows can be compared. */
export function formatMeasure(value: number, locale: Locale): string {
  return numbers(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value)
}

/** A share from 0 to 1 as a percentage with one decimal. */
export function formatShare(share: number, locale: Locale, decimals = 1): string {
  return numbers(locale, { style: 'percent', minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(share)
}

/** How long something took, in the two largest units that matter. */
export function formatDuration(seconds: number, locale: Locale): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour') =>
    numbers(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value)
  const gap = locale === 'zh-CN' ? '' : ' '
  const whole = Math.round(seconds)
  if (whole < 60) return unit(whole, 'second')
  if (whole < 3600) return unit(Math.floor(whole / 60), 'minute') + gap + unit(whole % 60, 'second')
  return unit(Math.floor(whole / 3600), 'hour') + gap + unit(Math.floor((whole % 3600) / 60), 'minute')
}

export function formatMoney(cents: number, currency: string, locale: Locale): string {
  const style: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
  return numbers(locale, style).format(cents / 100)
}

/** A year of first publication; negative years are before our era. */
export function formatYear(year: number, locale: Locale): string {
  if (year < 0) return locale === 'zh-CN' ? `公元前 ${-year} 年` : `${-year} BC`
  if (year < 1000) return locale === 'zh-CN' ? `公元 ${year} 年` : `AD ${year}`
  return String(year)
}

export function formatDate(moment: string | Date, locale: Locale): string {
  return dates(locale, { dateStyle: locale === 'zh-CN' ? 'long' : 'medium' }).format(asDate(moment))
}

/** A day and the time of day. */
export function formatMoment(moment: string | Date, locale: Locale): string {
  return dates(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(asDate(moment))
}

/** A day in a chart or a narrow column: no year. */
export function formatDay(moment: string | Date, locale: Locale): string {
  return dates(locale, locale === 'zh-CN' ? { month: 'numeric', day: 'numeric' } : { month: 'short', day: 'numeric' }).format(asDate(moment))
}

export type Freshness = { key: 'justNow' | 'thisMorning' | 'today' | 'yesterday' | 'on'; date: string }

/** How fresh something is, as a key for a sentence and the date it may need. */
export function freshnessOf(moment: string | Date, locale: Locale, now = new Date()): Freshness {
  const then = asDate(moment)
  const date = dates(locale, { month: 'long', day: 'numeric' }).format(then)
  const days = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000)
  if (days === 0) {
    if (now.getTime() - then.getTime() < 10 * 60_000) return { key: 'justNow', date }
    return { key: then.getHours() < 12 ? 'thisMorning' : 'today', date }
  }
  return { key: days === 1 ? 'yesterday' : 'on', date }
}

export function formatIsbn(isbn13: string): string {
  return /^\d{13}$/.test(isbn13) ? `${isbn13.slice(0, 3)}-${isbn13.slice(3, 12)}-${isbn13.slice(12)}` : isbn13
}

/** The name of a language in the reader's own language. */
export function formatLanguage(tag: string, locale: Locale): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag // A tag that no one knows is shown as it is.
  }
}

/** A list of names: 、 in Chinese, commas and "and" in English. */
export function formatNames(names: string[], locale: Locale): string {
  return locale === 'zh-CN' ? names.join('、') : new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

/** A book title inside a sentence: 《…》 in Chinese, a quotation in English. */
export function quoteTitle(title: string, locale: Locale): string {
  return locale === 'zh-CN' ? `《${title}》` : `“${title}”`
}

function asDate(moment: string | Date): Date {
  if (moment instanceof Date) return moment
  // A day without a clock is that day everywhere, not midnight in Greenwich.
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(moment) ? `${moment}T00:00:00` : moment)
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
