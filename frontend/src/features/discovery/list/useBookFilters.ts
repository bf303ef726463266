import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useSession } from '@/features/accounts/session'
import { activeFilters, without, type FilterName } from './activeFilters'
import { filtersFromQuery, queryFromFilters, requestOf, type BookFilters } from './bookFilters'

/** The filters live in the address: shareable, and the back button undoes them one by one. `fixed`: what the page itself stands for. */
export function useBookFilters(fixed: MaybeRefOrGetter<Partial<BookFilters>> = {}) {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const filters = computed<BookFilters>(() => {
    const asked = filtersFromQuery(route.query)
    // A guest has read nothing here: a link from somebody else must not pretend.
    return { ...asked, unread: asked.unread && session.signedIn }
  })
  const request = computed(() => requestOf({ ...filters.value, ...toValue(fixed) }))
  const active = computed(() => activeFilters(filters.value))

  /** Any change but turning the page leads back to page one. */
  function change(patch: Partial<BookFilters>): void {
    void router.push({ query: queryFromFilters({ ...filters.value, page: 1, ...patch }) })
  }
  /** Another look of the same books is no step to go back to. */
  function look(patch: Pick<Partial<BookFilters>, 'view' | 'more'>): void {
    const page = patch.more ? 1 : filters.value.page
    void router.replace({ query: queryFromFilters({ ...filters.value, page, ...patch }) })
  }
  const drop = (name: FilterName) => change(without(name))
  const clear = () => void router.push({ query: queryFromFilters({ ...filtersFromQuery({}), view: filters.value.view, more: filters.value.more }) })

  return { filters, request, active, change, look, drop, clear }
}
