/** What the desks of the catalogue ask of the library: authors, the category tree, curated shelves. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { AuthorQuery, AuthorGiven, CategoryNames, DeskTree, PlaceInTree, ShelfGiven } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

function useDeskKey() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, 'catalogue-desk', ...rest]
}

export function useDeskAuthors(asked: MaybeRefOrGetter<AuthorQuery>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('authors', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/authors', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useMergePreview(kept: MaybeRefOrGetter<number>, merged: MaybeRefOrGetter<number[]>) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('merge', toValue(kept), ...toValue(merged)),
    query: () => bodyOf(api.GET('/api/staff/author-merges/preview', { params: { query: { kept: toValue(kept), merged: toValue(merged).join(',') } } })),
    enabled: () => toValue(merged).length > 0,
    staleTime: 0,
  })
}

export function useMerges() {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('merges'), query: () => bodyOf(api.GET('/api/staff/author-merges')), staleTime: 0 })
}

export function useDeskTree() {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('tree'), query: () => bodyOf(api.GET('/api/staff/categories')), staleTime: 0 })
}

export function useRemovalPreview(id: MaybeRefOrGetter<number>, target: MaybeRefOrGetter<number | null>) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('removal', toValue(id), toValue(target) ?? 0),
    query: () => bodyOf(api.GET('/api/staff/categories/{category_id}/removal', { params: { path: { category_id: toValue(id) }, query: { target_id: toValue(target) ?? undefined } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useDeskShelves() {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('shelves'), query: () => bodyOf(api.GET('/api/staff/shelves')), staleTime: 0 })
}

export function useDeskShelf(id: MaybeRefOrGetter<number>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('shelf', toValue(id)), query: () => bodyOf(api.GET('/api/staff/shelves/{shelf_id}', { params: { path: { shelf_id: toValue(id) } } })), staleTime: 0 })
}

/** Books whose titles begin so, for a shelf. */
export function useFoundBooks(typed: MaybeRefOrGetter<string>) {
  return useQuery({
    key: () => ['books', 'found', toValue(typed).trim()],
    query: () => bodyOf(api.GET('/api/books', { params: { query: { q: toValue(typed).trim(), size: 6 } } })),
    enabled: () => toValue(typed).trim().length > 0,
    staleTime: 60_000,
  })
}

/** The desks, and the readers' pages that show what was changed. */
export function useDeskRefresh() {
  const cache = useQueryCache()
  const keyOf = useDeskKey()
  return () => Promise.all([keyOf(), ['categories'], ['curated'], ['authors']].map((key) => cache.invalidateQueries({ key }).catch(() => undefined)))
}

/** The tree as a change answered it, or as it will be when it has. */
export function useTreeInHand() {
  const cache = useQueryCache()
  const keyOf = useDeskKey()
  return (tree: DeskTree) => cache.setQueryData(keyOf('tree'), tree)
}

type Seen = { id: number; revision: number }
export const correctAuthor = (id: number, body: AuthorGiven) => bodyOf(api.PUT('/api/staff/authors/{author_id}', { params: { path: { author_id: id } }, body }))
export const fetchAuthor = (id: number) => bodyOf(api.GET('/api/staff/authors/{author_id}', { params: { path: { author_id: id } } }))
export const mergeAuthors = (kept: Seen, merged: Seen[]) => bodyOf(api.POST('/api/staff/author-merges', { body: { kept, merged } }))
export const undoMerge = (id: number) => bodyOf(api.POST('/api/staff/author-merges/{merge_id}/undo', { params: { path: { merge_id: id } } }))

const category = (id: number) => ({ params: { path: { category_id: id } } })
export const addCategory = (body: CategoryNames & { parent_id: number | null }) => bodyOf(api.POST('/api/staff/categories', { body }))
export const renameCategory = (id: number, body: CategoryNames & { revision: number }) => bodyOf(api.PUT('/api/staff/categories/{category_id}', { ...category(id), body }))
export const moveCategory = (id: number, body: PlaceInTree) => bodyOf(api.PUT('/api/staff/categories/{category_id}/place', { ...category(id), body }))
export const removeCategory = (id: number, revision: number, target_id: number | null) => bodyOf(api.POST('/api/staff/categories/{category_id}/removal', { ...category(id), body: { revision, target_id } }))
export const undoRemoval = (id: number) => bodyOf(api.POST('/api/staff/category-removals/{removal_id}/undo', { params: { path: { removal_id: id } } }))

const shelf = (id: number) => ({ params: { path: { shelf_id: id } } })
export const addShelf = (body: ShelfGiven & { book_ids: number[] }) => bodyOf(api.POST('/api/staff/shelves', { body }))
export const correctShelf = (id: number, body: ShelfGiven & { revision: number }) => bodyOf(api.PUT('/api/staff/shelves/{shelf_id}', { ...shelf(id), body }))
export const setShelfBooks = (id: number, book_ids: number[], revision: number) => bodyOf(api.PUT('/api/staff/shelves/{shelf_id}/books', { ...shelf(id), body: { book_ids, revision } }))
export const removeShelf = (id: number, revision: number) => bodyOf(api.DELETE('/api/staff/shelves/{shelf_id}', { params: { path: { shelf_id: id }, query: { revision } } }))
export const orderShelves = (ids: number[]) => bodyOf(api.PUT('/api/staff/shelves/order', { body: { ids } }))
export const fetchShelf = (id: number) => bodyOf(api.GET('/api/staff/shelves/{shelf_id}', shelf(id)))
