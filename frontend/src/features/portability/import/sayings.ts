import type { ImportRow } from '@/api/shapes'
import type { Locale } from '@/i18n'
import { formatDate, formatNumber } from '@/shared/format'

export type Saying = { facet: string; words: string; compared: string }
type Translate = (key: string, params: Record<string, unknown>, plural: number) => string
type Values = Record<string, unknown>
const FACETS = ['rating', 'status', 'review', 'note', 'favourite', 'like', 'lists', 'view', 'dismissal', 'exclusion']

/** What a row says of its book, in few words: four stars, read on a day, a review. */
export function sayingsOf(row: Pick<ImportRow, 'said' | 'compared'>, t: Translate, locale: Locale): Saying[] {
  return FACETS.filter((facet) => facet in row.said).map((facet) => ({
    facet,
    words: wordsOf(facet, (row.said[facet] ?? {}) as Values, t, locale),
    compared: row.compared[facet] ?? '',
  }))
}

function wordsOf(facet: string, value: Values, t: Translate, locale: Locale): string {
  if (facet === 'rating') return t('portability.said.rating', { stars: formatNumber(Number(value.stars), locale) }, Number(value.stars))
  if (facet === 'status') {
    const status = t(`portability.status.${String(value.status)}`, {}, 1)
    return value.finished_on ? t('portability.said.on', { status, day: formatDate(`${String(value.finished_on)}T12:00:00`, locale) }, 1) : status
  }
  if (facet === 'lists') return t('portability.said.lists', { names: Object.keys(value).join(t('book.factGap', {}, 1)) }, 1)
  return t(`portability.said.${facet}`, {}, 1)
}
