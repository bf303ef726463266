import { computed } from 'vue'
import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'
import type { Facets } from './facets'

/** Counts as they are written beside a facet: with a plus where only the most popular hits were counted. */
export function useCounts(facets: () => Facets | undefined, total: () => number) {
  const { locale } = useWords()
  const isPartial = computed(() => (facets()?.counted ?? 0) < total())
  const countOf = (count: number) => formatNumber(count, locale.value) + (isPartial.value && count > 0 ? '+' : '')
  const partial = computed(() => (facets() && isPartial.value ? formatNumber(facets()!.counted, locale.value) : ''))
  const stars = (value: number) => formatNumber(value, locale.value)
  return { countOf, partial, stars }
}
