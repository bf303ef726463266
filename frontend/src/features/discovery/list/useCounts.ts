import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'

/** Counts and stars as they are written beside a facet. */
export function useCounts() {
  const { locale } = useWords()
  const countOf = (count: number) => formatNumber(count, locale.value)
  return { countOf, stars: countOf }
}
