import { nextTick } from 'vue'
import { START_LOCATION, type RouterScrollBehavior } from 'vue-router'

/** Back and forward return to where the reader was; a new page begins at its top; filters do not jump. */
export const restoreScroll: RouterScrollBehavior = async (to, from, saved) => {
  await nextTick()
  if (saved) {
    await tallEnough(saved.top)
    return saved
  }
  // A page that was just opened stands at its top; saying so would have the browser lay it out before it is drawn.
  if (from === START_LOCATION && !to.hash) return false
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
