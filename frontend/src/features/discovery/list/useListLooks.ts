import { computed, ref, type Ref } from 'vue'
import { VIEWS, WAYS_ON, type BookFilters } from './bookFilters'

const STORED = { view: 'shelfwise.list.view', more: 'shelfwise.list.more' }
type Looks = Pick<BookFilters, 'view' | 'more'>

const wayOn = (chosen: string | null) => WAYS_ON.find((name) => name === chosen) ?? 'pages'

/** Pages or one long page, for an address that says this about it. */
export const rememberedWayOn = (asked: BookFilters['more']) => wayOn(asked || localStorage.getItem(STORED.more))

/** Grid or list, pages or one long page: the address has the first word, then what this browser chose last. */
export function useListLooks(filters: Ref<BookFilters>, change: (looks: Partial<Looks>) => void) {
  const kept = ref({ view: localStorage.getItem(STORED.view), more: localStorage.getItem(STORED.more) })
  const view = computed(() => VIEWS.find((name) => name === (filters.value.view || kept.value.view)) ?? 'grid')
  const more = computed(() => wayOn(filters.value.more || kept.value.more))

  function choose(looks: Partial<Looks>): void {
    for (const [name, value] of Object.entries(looks) as [keyof Looks, string][]) localStorage.setItem(STORED[name], value)
    Object.assign(kept.value, looks)
    change(looks)
  }
  return { view, more, choose }
}
