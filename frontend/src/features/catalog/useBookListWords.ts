import { computed, type Ref } from 'vue'
import type { BookPage } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'
import type { BookFilters } from './bookFilters'
import { useCategoryNames } from './useCategoryNames'

/** What the list is called and how long it is, in words. */
export function useBookListWords(filters: Ref<BookFilters>, page: Ref<BookPage | undefined>) {
  const { t, locale } = useWords()
  const { categoryName } = useCategoryNames()

  const authorName = computed(() => {
    const authors = page.value?.items.flatMap((book) => book.authors) ?? []
    return authors.find((author) => author.id === filters.value.author)?.name ?? ''
  })
  const heading = computed(() => {
    const { q, category } = filters.value
    if (q) return t('list.found', { q })
    if (authorName.value) return t('list.byAuthor', { author: authorName.value })
    return category ? categoryName(category) : t('list.all')
  })
  const count = computed(() => {
    if (!page.value) return ''
    const { total } = page.value
    return t('list.count', { count: formatNumber(total, locale.value) }, total)
  })
  return { heading, count, authorName }
}
