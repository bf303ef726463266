import { computed, onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** How many whole rows of a height have room in an element, for lists that never cut a row in two. */
export function useRows(place: Ref<HTMLElement | null>, rowHeight: () => number): Ref<number> {
  const height = ref(0)
  const observer = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(([entry]) => (height.value = entry?.contentRect.height ?? 0))
  watch(place, (found) => {
    observer?.disconnect()
    if (found) observer?.observe(found)
  }, { flush: 'post' })
  onBeforeUnmount(() => observer?.disconnect())
  return computed(() => (observer ? Math.max(1, Math.floor(height.value / rowHeight())) : 50))
}
