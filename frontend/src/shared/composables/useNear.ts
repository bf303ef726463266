import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** Becomes true, once and for good, when the element comes within sight; without an observer, at once. */
export function useNear(element: Ref<HTMLElement | null>, margin = '480px'): Ref<boolean> {
  const near = ref(typeof IntersectionObserver === 'undefined')
  if (near.value) return near
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return
    near.value = true
    observer.disconnect()
  }, { rootMargin: margin })
  watch(element, (found) => found && observer.observe(found), { flush: 'post' })
  onBeforeUnmount(() => observer.disconnect())
  return near
}
