import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

/** Whoever waits at one distance shares an observer: a page may have hundreds of things that come later. */
const observers = new Map<string, IntersectionObserver>()
const waiting = new Map<Element, () => void>()

function observerAt(margin: string): IntersectionObserver {
  const known = observers.get(margin)
  if (known) return known
  const made = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) waiting.get(entry.target)?.()
  }, { rootMargin: margin })
  observers.set(margin, made)
  return made
}

// On paper there is no scrolling.
globalThis.addEventListener?.('beforeprint', () => {
  for (const come of [...waiting.values()]) come()
})

/** Becomes true, once and for good, when the element comes within sight or is printed; without an observer, at once. */
export function useNear(element: Ref<HTMLElement | null>, margin = '480px'): Ref<boolean> {
  const near = ref(typeof IntersectionObserver === 'undefined')
  if (near.value) return near
  const observer = observerAt(margin)
  let observed: Element | null = null
  function leave(): void {
    if (!observed) return
    observer.unobserve(observed)
    waiting.delete(observed)
    observed = null
  }
  function come(): void {
    near.value = true
    leave()
  }
  watch(element, (found) => {
    leave()
    if (!found || near.value) return
    observed = found
    waiting.set(found, come)
    observer.observe(found)
  }, { flush: 'post' })
  onBeforeUnmount(leave)
  return near
}
