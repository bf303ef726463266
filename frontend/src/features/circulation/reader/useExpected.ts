import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useWords } from '@/i18n'
import { formatDate } from '@/shared/format'

type Estimate = { estimate_from_on: string | null; estimate_to_on: string | null }

/** When a book may come: a range, a day, or that nobody can say. */
export function useExpected(estimate: MaybeRefOrGetter<Estimate>) {
  const { t, locale } = useWords()
  return computed(() => {
    const { estimate_from_on: from, estimate_to_on: to } = toValue(estimate)
    if (!from || !to) return t('lending.expectedUnknown')
    if (from === to) return t('lending.expectedOn', { date: formatDate(from, locale.value) })
    return t('lending.expected', { from: formatDate(from, locale.value), to: formatDate(to, locale.value) })
  })
}
