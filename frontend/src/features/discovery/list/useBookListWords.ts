import { computed, type Ref } from 'vue'
import type { BookPage } from '@/api/shapes'
import { useCategoryNames } from '@/features/catalog/useCategoryNames'
import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'
import type { BookFilters } from './bookFilters'

/** What the list is called and how long it is, in words. */
export function useBookListWords(filters: Ref<BookFilters>, page: Ref<BookPage | undefined>) {
  const { t, locale } = useWords()
  const { categoryName } = useCategoryNames()

  const authorName = computed(() => {
    const authors = [...(page.value?.facets.authors ?? []), ...(page.value?.items.flatMap((book) => book.authors) ?? [])]
    return authors.find((author) => author.id === filters.value.author)?.name ?? ''
  })
  const seriesName = computed(() => page.value?.items.find((book) => book.series?.id === filters.value.series)?.series?.name ?? '')
  const heading = computed(() => {
    const { q, category } = filters.value
    if (q) return t('list.found', { q })
    if (category) return categoryName(category)
    if (authorName.value) return t('list.byAuthor', { author: authorName.value })
    return seriesName.value || t('list.all')
  })
  const count = computed(() => {
    if (!page.value) return ''
    const { total } = page.value
    return t('list.count', { count: formatNumber(total, locale.value) }, total)
  })
  const shownOf = (shown: number) => t('list.shown', { shown: formatNumber(shown, locale.value), total: formatNumber(page.value?.total ?? 0, locale.value) })
  return { heading, count, shownOf, authorName, seriesName }
}
