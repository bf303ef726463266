import { ref, watch, type Ref } from 'vue'

/** True from the first time that something is open: its code is fetched then, and what closes it can be seen out. */
export function useOnceOpen(open: Ref<boolean>): Ref<boolean> {
  const once = ref(open.value)
  watch(open, (isOpen) => (once.value ||= isOpen))
  return once
}
