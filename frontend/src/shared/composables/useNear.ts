import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** Becomes true, once and for good, when the element comes within sight or is printed; without an observer, at once. */
export function useNear(element: Ref<HTMLElement | null>, margin = '480px'): Ref<boolean> {
  const near = ref(typeof IntersectionObserver === 'undefined')
  if (near.value) return near
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) come()
  }, { rootMargin: margin })
  function leave(): void {
    observer.disconnect()
    removeEventListener('beforeprint', come)
  }
  function come(): void {
    near.value = true
    leave()
  }
  watch(element, (found) => found && observer.observe(found), { flush: 'post' })
  addEventListener('beforeprint', come)
  onBeforeUnmount(leave)
  return near
}
