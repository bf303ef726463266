/** What was typed and not saved is not lost by leaving: the page asks first, the browser too. */
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate, type NavigationGuard } from 'vue-router'

/** For a page or a part of one; `UnsavedDialog` asks the question. */
export function useUnsaved(isTyped: () => boolean) {
  const asking = ref(false)
  let answered: ((leave: boolean) => void) | null = null

  function answer(leave: boolean): void {
    asking.value = false
    answered?.(leave)
    answered = null
  }
  const ask: NavigationGuard = (to, from) => {
    // Filters, an open panel: the form stays where it is.
    if (!isTyped() || (to.path === from.path && to.name === from.name)) return true
    answer(false)
    asking.value = true
    return new Promise<boolean>((done) => (answered = done))
  }
  const warn = (event: BeforeUnloadEvent) => {
    if (isTyped()) event.preventDefault()
  }
  onBeforeRouteLeave(ask)
  onBeforeRouteUpdate(ask)
  onMounted(() => addEventListener('beforeunload', warn))
  onBeforeUnmount(() => removeEventListener('beforeunload', warn))
  return { asking, answer }
}
