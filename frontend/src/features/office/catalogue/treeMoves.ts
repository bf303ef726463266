/** Where a category can go in a tree of two levels: by dragging, by arrow keys, and how the tree looks then. */
import type { DeskLeaf, DeskTop } from '@/api/shapes'

export type Place = { parent_id: number | null; position: number }
export type Arrow = 'up' | 'down' | 'left' | 'right'
type Tops = readonly DeskTop[]
type Found = { category: DeskTop | DeskLeaf; top: DeskTop; isTop: boolean; place: Place }

export function find(tops: Tops, id: number): Found | undefined {
  for (const [position, top] of tops.entries()) {
    if (top.id === id) return { category: top, top, isTop: true, place: { parent_id: null, position } }
    const index = top.children.findIndex((leaf) => leaf.id === id)
    if (index >= 0) return { category: top.children[index]!, top, isTop: false, place: { parent_id: top.id, position: index } }
  }
  return undefined
}

const childrenOf = (tops: Tops, id: number) => tops.find((top) => top.id === id)?.children.length ?? 0

/** The rows that stay where they are while this one is dragged. */
export function othersOf(tops: Tops, id: number): { id: number; depth: 0 | 1 }[] {
  return tops.filter((top) => top.id !== id).flatMap((top) => [{ id: top.id, depth: 0 as const }, ...top.children.filter((leaf) => leaf.id !== id).map((leaf) => ({ id: leaf.id, depth: 1 as const }))])
}

/** Dropped before the row `gap` of the others, this far in. Whoever has others below stays at the top. */
export function placeAt(tops: Tops, id: number, gap: number, depth: 0 | 1): Place & { depth: 0 | 1 } {
  const above = othersOf(tops, id).slice(0, gap)
  const firsts = above.filter((row) => row.depth === 0)
  const parent = firsts.at(-1)
  if (depth === 0 || !parent || childrenOf(tops, id) > 0) return { parent_id: null, position: firsts.length, depth: 0 }
  return { parent_id: parent.id, position: above.length - 1 - above.indexOf(parent), depth: 1 }
}

/** One step by key: up and down among its like and on to the next branch, right under the one before, left to the top. */
export function step(tops: Tops, id: number, arrow: Arrow): Place | null {
  const found = find(tops, id)
  if (!found) return null
  const { isTop, top, place } = found
  const index = tops.indexOf(top)
  const by = arrow === 'up' ? -1 : 1
  if (arrow === 'left') return isTop ? null : { parent_id: null, position: index + 1 }
  if (arrow === 'right') {
    const before = tops[index - 1]
    return isTop && before && !top.children.length ? { parent_id: before.id, position: before.children.length } : null
  }
  const position = place.position + by
  const last = isTop ? tops.length - 1 : top.children.length - 1
  if (position >= 0 && position <= last) return { ...place, position }
  const next = isTop ? undefined : tops[index + by]
  return next ? { parent_id: next.id, position: by < 0 ? next.children.length : 0 } : null
}

/** The tree with the category there. */
export function movedTo(tops: Tops, id: number, { parent_id, position }: Place): DeskTop[] {
  const found = find(tops, id)
  if (!found) return [...tops]
  const rest = tops.filter((top) => top.id !== id).map((top) => ({ ...top, children: top.children.filter((leaf) => leaf.id !== id) }))
  const put = <Row>(rows: readonly Row[], row: Row) => [...rows.slice(0, position), row, ...rows.slice(position)]
  if (parent_id === null) return put(rest, { children: [], ...found.category })
  const { id: own, slug, name_zh, name_en, revision, own_count, book_count } = found.category
  const leaf = { id: own, slug, name_zh, name_en, revision, own_count, book_count }
  return rest.map((top) => (top.id === parent_id ? { ...top, children: put(top.children, leaf) } : top))
}
