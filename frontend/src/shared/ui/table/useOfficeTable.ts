/** What a table of the office shows is in its address: words, order, page, filters and columns. */
import { computed, shallowRef, watch, type ComputedRef, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'
import { useWords } from '@/i18n'
import { csvColumns, type Column } from './columns'
import type { Filters, ValuesOf } from './filters'

export type Sort<Word extends string> = Word | `-${Word}`
type Asked<Word extends string, Of extends Filters> = { q?: string; sort?: Sort<Word>; page: number; size: number } & ValuesOf<Of>
/** `always`: what this table is narrowed to and nobody can change. */
type Options<Word extends string, Of extends Filters> = { filters?: Of; always?: Record<string, string | number | boolean>; sorts?: readonly Word[]; defaultSort?: Sort<NoInfer<Word>>; size?: number }

export const SIZES = [20, 50, 100] as const
const REMEMBERED = 'shelfwise.table.'
/** What the table itself has in the address; every other name there is a filter or the page's own. */
const OWN = ['q', 'sort', 'page', 'size', 'columns']

/** What OfficeTable needs of it, whatever the table. */
export type OfficeTableState = Pick<OfficeTable<string, Filters>, 'name' | 'q' | 'sort' | 'page' | 'size' | 'columns' | 'narrowed' | 'asFilter' | 'look' | 'sortBy' | 'turn' | 'resize' | 'choose' | 'reset' | 'csv'>
/** The same where views of it are saved. */
export type ViewedTable = OfficeTableState & Pick<OfficeTable<string, Filters>, 'view' | 'open'>
export type OfficeTable<Word extends string, Of extends Filters> = {
  name: string
  /** For the library: `useBooks(table.query)`. */
  query: ComputedRef<Asked<Word, Of>>
  q: ComputedRef<string>
  sort: ComputedRef<string>
  page: ComputedRef<number>
  size: ComputedRef<number>
  /** The chosen columns as the address says them; undefined: the usual ones. */
  columns: ComputedRef<string | undefined>
  /** Words or filters are in use. */
  narrowed: ComputedRef<boolean>
  /** The filters and the words, as an act on all of them names them. */
  asFilter: ComputedRef<Record<string, unknown>>
  filter: <Name extends keyof Of & string>(name: Name) => WritableComputedRef<ValuesOf<Of>[Name]>
  /** Ascending, then descending, then as usual. */
  sortBy: (word: string) => void
  turn: (page: number) => void
  /** For these words; typing is no step to go back to. */
  look: (words: string) => void
  resize: (size: number) => void
  choose: (columns: string | undefined) => void
  reset: () => void
  /** The address of the file with everything that is found, in the shown columns and in this order. */
  csv: (path: string, columns: readonly Column[]) => string
  /** All that a saved view keeps. */
  view: ComputedRef<Record<string, string>>
  open: (view: Record<string, unknown>) => void
}

export function useOfficeTable<const Word extends string = never, Of extends Filters = Record<never, never>>(name: string, options: Options<Word, Of> = {}): OfficeTable<Word, Of> {
  const { filters = {} as Of, always = {}, sorts = [], defaultSort, size: usualSize = 50 } = options
  const route = useRoute()
  const router = useRouter()
  const { locale } = useWords()
  const here = route.name
  const found = shallowRef<LocationQuery>(route.query)
  // While the next page comes, its address is there already; this table is asked for nothing new.
  watch(() => route.query, (query) => {
    if (route.name === here) found.value = query
  }, { flush: 'sync' })
  const remembered = shallowRef(localStorage.getItem(REMEMBERED + name) ?? undefined)

  const said = (key: string): string | undefined => (typeof found.value[key] === 'string' ? (found.value[key] as string) : undefined)
  const numberOf = (key: string, usual: number) => Math.max(1, Math.floor(Number(said(key))) || usual)
  const allowed = new Set<string>(sorts.flatMap((word) => [word, `-${word}`]))
  const sort = computed(() => (allowed.has(said('sort') ?? '') ? said('sort')! : (defaultSort ?? '')))
  const page = computed(() => numberOf('page', 1))
  const sizeNow = computed(() => SIZES.find((size) => size === numberOf('size', usualSize)) ?? usualSize)
  const words = computed(() => said('q')?.trim() ?? '')
  const values = computed(() => Object.fromEntries(Object.entries(filters).flatMap(([key, read]) => {
    const value = said(key) === undefined ? undefined : read(said(key)!)
    return value === undefined ? [] : [[key, value]]
  })) as ValuesOf<Of>)
  const query = computed(() => ({ ...(words.value && { q: words.value }), ...(sort.value && { sort: sort.value }), page: page.value, size: sizeNow.value, ...values.value, ...always }) as Asked<Word, Of>)
  const columns = computed(() => said('columns') ?? remembered.value)
  const kept = [...OWN, ...Object.keys(filters)].filter((key) => key !== 'page')

  // Two filters set at once are one step: the second must not forget the first.
  let ahead: LocationQueryRaw | null = null
  function go(patch: LocationQueryRaw, how: 'push' | 'replace' = 'push'): void {
    ahead = { ...(ahead ?? found.value), ...patch }
    void router[how]({ query: ahead, hash: route.hash }).finally(() => (ahead = null))
  }
  const writable = (value: unknown) => (value === undefined || value === null || value === '' ? undefined : String(value))

  return {
    name,
    query,
    q: words,
    sort,
    page,
    size: sizeNow,
    columns,
    narrowed: computed(() => Boolean(words.value) || Object.keys(values.value).length > 0),
    asFilter: computed(() => ({ ...(words.value && { q: words.value }), ...values.value, ...always })),
    filter: (key) => computed({ get: () => values.value[key], set: (value) => go({ [key]: writable(value), page: undefined }) }),
    sortBy: (word) => {
      const next = sort.value === word ? `-${word}` : sort.value === `-${word}` ? defaultSort : word
      go({ sort: next === defaultSort ? undefined : next, page: undefined })
    },
    look: (text) => go({ q: writable(text.trim()), page: undefined }, 'replace'),
    resize: (to) => go({ size: to === usualSize ? undefined : String(to), page: undefined }),
    turn: (to) => go({ page: to > 1 ? String(to) : undefined }),
    choose: (choice) => {
      remembered.value = choice
      if (choice) localStorage.setItem(REMEMBERED + name, choice)
      else localStorage.removeItem(REMEMBERED + name)
      go({ columns: choice }, 'replace')
    },
    reset: () => go(Object.fromEntries(['q', 'page', ...Object.keys(filters)].map((key) => [key, undefined]))),
    csv: (path, shown) => {
      const asked = Object.entries({ ...query.value, page: undefined, size: undefined, columns: csvColumns(shown), lang: locale.value })
      return `${path}?${new URLSearchParams(asked.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))}`
    },
    view: computed(() => Object.fromEntries(Object.entries({ ...found.value, ...(columns.value && { columns: columns.value }) }).filter((entry): entry is [string, string] => kept.includes(entry[0]) && typeof entry[1] === 'string'))),
    // What else is in the address is the page's own, and stays.
    open: (view) => go({ page: undefined, ...Object.fromEntries(kept.map((key) => [key, writable(view[key])])) }),
  }
}
