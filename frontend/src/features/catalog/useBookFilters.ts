import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { activeFilters, filtersFromQuery, queryFromFilters, requestOf, without, type BookFilters, type FilterName } from './bookFilters'

/** The filters live in the address: shareable, and the back button undoes them one by one. */
export function useBookFilters() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => filtersFromQuery(route.query))
  const request = computed(() => requestOf(filters.value))
  const active = computed(() => activeFilters(filters.value))

  /** Any change but turning the page leads back to page one. */
  function change(patch: Partial<BookFilters>): void {
    void router.push({ name: 'books', query: queryFromFilters({ ...filters.value, page: 1, ...patch }) })
  }
  const drop = (name: FilterName) => change(without(name))
  const clear = () => void router.push({ name: 'books' })

  return { filters, request, active, change, drop, clear }
}
