/** `v-seen="told"`: calls `told` when half of the element has been visible for one second without a break. */
import type { Directive } from 'vue'

const HALF = 0.5
const LONG_ENOUGH_MS = 1000

type Watched = { told: () => void; timer?: ReturnType<typeof setTimeout> }
const watched = new Map<Element, Watched>()
let observer: IntersectionObserver | null = null

// One observer for the whole page costs less than one for every card.
function observe(element: Element): void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const found = watched.get(entry.target)
        if (!found) continue
        clearTimeout(found.timer)
        if (entry.isIntersecting && entry.intersectionRatio >= HALF) wait(entry.target, found)
      }
    },
    { threshold: HALF },
  )
  observer.observe(element)
}

function wait(element: Element, found: Watched): void {
  found.timer = setTimeout(() => {
    // Nobody looks at a tab in the background.
    if (document.visibilityState === 'hidden') return wait(element, found)
    forget(element)
    found.told()
  }, LONG_ENOUGH_MS)
}

function forget(element: Element): void {
  clearTimeout(watched.get(element)?.timer)
  watched.delete(element)
  observer?.unobserve(element)
}

export const vSeen: Directive<Element, () => void> = {
  mounted(element, { value }) {
    watched.set(element, { told: value })
    observe(element)
  },
  updated(element, { value }) {
    const found = watched.get(element)
    if (found) found.told = value
  },
  beforeUnmount: forget,
}
