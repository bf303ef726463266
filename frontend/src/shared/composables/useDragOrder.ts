import { ref, toValue, type MaybeRefOrGetter } from 'vue'

/** Rows that can be dragged by a handle, with mouse, pen or finger. While a row is dragged, `place` says where it would go. */
export function useDragOrder(rows: () => HTMLElement[], count: MaybeRefOrGetter<number>, drop: (from: number, to: number) => void) {
  const from = ref<number | null>(null)
  const place = ref<number | null>(null)

  function grab(event: PointerEvent, index: number): void {
    if (event.button !== 0) return
    event.preventDefault()
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
    from.value = place.value = index
  }
  function drag(event: PointerEvent): void {
    if (from.value === null) return
    const middles = rows().map((row) => row.getBoundingClientRect()).map(({ top, height }) => top + height / 2)
    const above = middles.filter((middle, i) => i !== from.value && middle < event.clientY).length
    place.value = Math.min(above, toValue(count) - 1)
    follow(event.clientY)
  }
  function release(): void {
    const [start, end] = [from.value, place.value]
    from.value = place.value = null
    if (start !== null && end !== null && start !== end) drop(start, end)
  }
  function cancel(): void {
    from.value = place.value = null
  }
  return { from, place, grab, drag, release, cancel }
}

// A list longer than the screen goes on under the pointer.
function follow(y: number): void {
  const edge = 72
  if (y < edge) scrollBy(0, -14)
  else if (y > innerHeight - edge) scrollBy(0, 14)
}
