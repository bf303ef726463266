/** Why something is refused, said to the reader himself. */
import { ApiError, sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useRefusals } from '../refusals'

export function useReasons() {
  const { t, te } = useWords()
  const { reasonOf } = useRefusals('lending.reasons')

  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    if (error instanceof ApiError && error.reasons.length) return error.reasons.map(reasonOf).join(t('lending.gap'))
    return sentenceOf(error, t, te)
  }
  return { reasonOf, whyOf }
}
