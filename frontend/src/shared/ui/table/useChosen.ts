/** Rows that were chosen for an act: one by one and over several pages, or all that the filter finds. */
import { computed, ref, watch } from 'vue'

/** `found`: the keys of this page, in its order. `asked`: what was asked for; another question forgets the choice, so that nothing is done to what is out of sight. */
export function useChosen(found: () => readonly number[], asked: () => string) {
  const chosen = ref<Set<number>>(new Set())
  const all = ref(false)
  let last: number | null = null

  function clear(): void {
    chosen.value = new Set()
    all.value = false
    last = null
  }
  const set = (keys: readonly number[], on: boolean) => {
    const next = new Set(chosen.value)
    for (const key of keys) if (on) next.add(key)
    else next.delete(key)
    chosen.value = next
  }
  const isChosen = (key: number) => all.value || chosen.value.has(key)
  const pageChosen = computed(() => found().length > 0 && found().every(isChosen))
  const somePage = computed(() => !pageChosen.value && found().some(isChosen))

  /** `upTo`: everything from the last one on, as with the shift key. */
  function toggle(key: number, upTo = false): void {
    // Of all, some shall not be: then it is those of this page that are chosen one by one.
    if (all.value) {
      all.value = false
      set(found(), true)
    }
    const on = !chosen.value.has(key)
    const [from, to] = [last === null ? -1 : found().indexOf(last), found().indexOf(key)].sort((one, other) => one - other) as [number, number]
    set(upTo && from >= 0 ? found().slice(from, to + 1) : [key], on)
    last = key
  }
  function togglePage(): void {
    const on = !pageChosen.value
    if (all.value) clear()
    else set(found(), on)
  }
  const chooseAll = () => void (all.value = true)
  watch(asked, clear)
  return { chosen: computed(() => [...chosen.value]), all, isChosen, pageChosen, somePage, toggle, togglePage, chooseAll, clear }
}
