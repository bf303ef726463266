import { computed, type Ref } from 'vue'
import type { BookQuery } from '@/api/shapes'
import { useBooks, useBooksOnward } from '../queries'
import type { BookFilters } from './bookFilters'

/** The hits for these filters, page by page or on one long page, with one face for both. */
export function useBookResults(filters: Ref<BookFilters>, request: Ref<BookQuery>, more: Ref<BookFilters['more']>) {
  const wanted = computed(() => ({ query: request.value, unread: filters.value.unread }))
  const long = computed(() => more.value === 'scroll')
  const paged = useBooks(wanted, () => !long.value)
  const onward = useBooksOnward(wanted, long)

  const data = computed(() => (long.value ? onward.data.value?.pages[0] : paged.data.value))
  const error = computed(() => (long.value ? onward.error.value : paged.error.value))
  const loading = computed(() => (long.value ? onward : paged).asyncStatus.value === 'loading')
  const busy = computed(() => !long.value && loading.value && paged.isPlaceholderData.value)
  const books = computed(() => {
    if (long.value) return onward.data.value?.pages.flatMap((page) => page.items)
    // That the last search found nothing says nothing about this one.
    return busy.value && !paged.data.value?.items.length ? undefined : paged.data.value?.items
  })
  const canGoOn = computed(() => long.value && onward.hasNextPage.value)
  const goOn = () => void onward.loadNextPage({ cancelRefetch: false })
  const refetch = () => void (long.value ? onward : paged).refetch()
  return { data, books, error, loading, busy, canGoOn, goOn, refetch }
}
