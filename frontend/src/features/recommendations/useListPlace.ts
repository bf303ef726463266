import { ref, toValue, type MaybeRefOrGetter } from 'vue'
import { LIST_SIZE } from './queries'

const FURTHEST = 50

/** Where in the list the shelf stands; "show me others" walks on and comes round again. Going back returns to it. */
export function useListPlace() {
  const kept: unknown = history.state?.listPlace
  const skip = ref(typeof kept === 'number' && kept >= 0 && kept <= FURTHEST ? kept : 0)

  function turn(more: MaybeRefOrGetter<boolean>): void {
    skip.value = toValue(more) && skip.value + LIST_SIZE <= FURTHEST ? skip.value + LIST_SIZE : 0
    history.replaceState({ ...history.state, listPlace: skip.value }, '')
  }
  return { skip, turn }
}
