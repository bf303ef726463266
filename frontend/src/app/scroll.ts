import { nextTick } from 'vue'
import type { RouterScrollBehavior } from 'vue-router'

/** Back and forward return to where the reader was; a new page begins at its top; filters do not jump. */
export const restoreScroll: RouterScrollBehavior = async (to, from, saved) => {
  await nextTick()
  if (saved) {
    await tallEnough(saved.top)
    return saved
  }
  if (to.hash) return { el: to.hash, top: 80 }
  if (to.path === from.path && to.query.page === from.query.page) return false
  return { top: 0 }
}

// The page may still be drawing from its cache: wait for its height, but not for long.
async function tallEnough(top: number): Promise<void> {
  for (let frame = 0; frame < 20 && document.documentElement.scrollHeight < top + innerHeight; frame++) {
    await new Promise(requestAnimationFrame)
  }
}
