import { computed, type Ref } from 'vue'
import type { Recommendations } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatNumber, freshnessOf } from '@/shared/format'
import { sourceOf } from './reasons'

/** What is said about the list as a whole: made when, from what, and whether it is personal at all. */
export function useListWords(list: Ref<Recommendations | undefined>) {
  const { t, locale } = useWords()
  const source = computed(() => (list.value ? sourceOf(list.value) : null))
  const made = computed(() => {
    const moment = list.value?.made_at ?? list.value?.run?.published_at
    if (!moment) return null
    const { key, date } = freshnessOf(moment, locale.value)
    return t(`recommendations.made.${key}`, { date })
  })
  const sentence = computed(() => {
    if (!list.value || !source.value) return undefined
    const { rating_count } = list.value
    const count = formatNumber(rating_count, locale.value)
    const dated = source.value === 'personal' || source.value === 'mixed'
    if (dated && !made.value) return t('recommendations.source.undated', { count }, rating_count)
    return t(`recommendations.source.${source.value}`, { made: made.value ?? '', count }, rating_count)
  })
  return { source, made, sentence }
}
