/** A category on its way through the tree, with mouse, pen or finger: how far down, and how far in. */
import { ref } from 'vue'
import type { DeskTop } from '@/api/shapes'
import { find, othersOf, placeAt, type Place } from './treeMoves'

/** As wide as one level is indented. */
const STEP = 32
type Held = { id: number; x: number; depth: 0 | 1; before: number | null; place: Place & { depth: 0 | 1 } }

export function useTreeDrag(tops: () => readonly DeskTop[], rowOf: (id: number) => HTMLElement | null, drop: (id: number, place: Place) => void) {
  const held = ref<Held | null>(null)

  function grab(event: PointerEvent, id: number): void {
    const found = event.button === 0 ? find(tops(), id) : undefined
    if (!found) return
    event.preventDefault()
    const handle = event.currentTarget as HTMLElement
    handle.focus()
    handle.setPointerCapture(event.pointerId)
    const depth = found.isTop ? 0 : 1
    held.value = { id, x: event.clientX, depth, before: null, place: { ...found.place, depth } }
  }
  function drag(event: PointerEvent): void {
    const { value } = held
    if (!value) return
    const others = othersOf(tops(), value.id)
    const gap = others.filter((other) => middleOf(rowOf(other.id)) < event.clientY).length
    const depth = Math.min(1, Math.max(0, value.depth + Math.round((event.clientX - value.x) / STEP))) as 0 | 1
    held.value = { ...value, before: others[gap]?.id ?? null, place: placeAt(tops(), value.id, gap, depth) }
    follow(event.clientY)
  }
  function release(): void {
    const { value } = held
    held.value = null
    const from = value && find(tops(), value.id)?.place
    if (!value || !from) return
    const { parent_id, position } = value.place
    if (from.parent_id !== parent_id || from.position !== position) drop(value.id, { parent_id, position })
  }
  const cancel = () => void (held.value = null)
  return { held, grab, drag, release, cancel }
}

function middleOf(row: HTMLElement | null): number {
  const { top = 0, height = 0 } = row?.getBoundingClientRect() ?? {}
  return top + height / 2
}

// A tree longer than the screen goes on under the pointer.
function follow(y: number): void {
  const edge = 72
  if (y < edge) scrollBy(0, -14)
  else if (y > innerHeight - edge) scrollBy(0, 14)
}
