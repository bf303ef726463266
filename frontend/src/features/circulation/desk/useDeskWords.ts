/** The desk's own words: reasons with their numbers, days, money and places. */
import { ApiError, sentenceOf } from '@/api/errors'
import type { DeskHold } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'
import { useRefusals } from '../refusals'

export function useDeskWords() {
  const { t, te, locale } = useWords()
  const { reasonOf, money, day } = useRefusals()
  const number = (value: number | null | undefined) => formatNumber(value ?? 0, locale.value)

  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    if (!(error instanceof ApiError)) return sentenceOf(error, t, te)
    if (error.reasons.length) return error.reasons.map(reasonOf).join(t('desk.gap'))
    return te(`desk.errors.${error.code}`) ? t(`desk.errors.${error.code}`) : sentenceOf(error, t, te)
  }
  const roomOf = (copy: NonNullable<DeskHold['copy']>) => (locale.value === 'zh-CN' ? copy.location_zh : copy.location_en)
  const placeOf = (copy: NonNullable<DeskHold['copy']>) => [roomOf(copy), copy.shelf_mark].filter(Boolean).join(t('desk.placeGap'))
  return { t, locale, money, day, number, reasonOf, whyOf, roomOf, placeOf }
}
