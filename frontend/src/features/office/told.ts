/** What a line of the audit log, or a row of a bulk act, says of a thing: each field as people read it. */
import type { Locale } from '@/i18n'
import { formatDate, formatMoment, formatMoney, formatNumber } from '@/shared/format'

export type Values = Record<string, unknown>
export type Change = { field: string; was: unknown; now: unknown }
/** How a value is drawn: as text, as nothing at all, or as a list of parts of which some are new and some are gone. */
export type Drawn = { text: string; empty: boolean }
type Words = {
  t: (key: string) => string
  te: (key: string) => boolean
  locale: Locale
  /** What a code or the number of a thing is called. */
  nameOf?: (field: string, value: unknown) => string | undefined
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** The fields of both sides in the order in which they are told, without those that stayed. */
export function changesOf(before: Values, after: Values): Change[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.map((field) => ({ field, was: before[field] ?? null, now: after[field] ?? null })).filter(({ was, now }) => !same(was, now))
}

const nothing = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

/** What an act on many things was given, as one list: what it sets stands beside the rest. */
export function plainOf({ set, ...others }: Values): Values {
  return { ...(typeof set === 'object' ? (set as Values) : {}), ...Object.fromEntries(Object.entries(others).filter(([, value]) => !nothing(value))) }
}

export const labelOf = (field: string, { t, te }: Words) => (te(`audit.fields.${field}`) ? t(`audit.fields.${field}`) : field)

/** A value in the language of the page: money by the name of its field, days and moments by their form. */
export function drawn(field: string, value: unknown, words: Words): Drawn {
  if (nothing(value)) return { text: words.t('audit.nothing'), empty: true }
  return { text: textOf(field, value, words), empty: false }
}

function textOf(field: string, value: unknown, words: Words): string {
  const name = words.nameOf?.(field, value)
  if (name) return name
  if (typeof value === 'boolean') return words.t(value ? 'audit.yes' : 'audit.no')
  if (typeof value === 'number') return field.endsWith('_cents') ? formatMoney(value, 'CNY', words.locale) : isName(field) ? String(value) : formatNumber(value, words.locale)
  if (Array.isArray(value)) return value.map((part) => textOf(field, part, words)).join(words.locale === 'zh-CN' ? '、' : ', ')
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, part]) => `${labelOf(key, words)} ${nothing(part) ? words.t('audit.nothing') : textOf(key, part, words)}`).join(words.locale === 'zh-CN' ? '，' : '; ')
  const text = String(value)
  // A word of the library that people have another one for.
  const word = `audit.values.${field}.${text}`
  if (/^[a-z_]+$/.test(text) && words.te?.(word)) return words.t(word)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return formatDate(text, words.locale)
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return formatMoment(text, words.locale)
  return text
}

// Years and numbers of things are names, not quantities.
const isName = (field: string) => field.endsWith('_id') || field.endsWith('year') || field === 'seed' || field === 'rank'
