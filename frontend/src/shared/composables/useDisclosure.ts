import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { useRoute } from 'vue-router'

/** A button that opens a panel: closes on Escape (focus returns), on leaving, on a click elsewhere and on navigation. */
export function useDisclosure(root: Ref<HTMLElement | null>) {
  const open = ref(false)
  const route = useRoute()

  function close(): void {
    open.value = false
  }
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    close()
    root.value?.querySelector<HTMLElement>('[aria-expanded]')?.focus()
  }
  function onElsewhere(event: Event): void {
    if (!root.value?.contains(event.target as Node)) close()
  }

  watch(open, (isOpen) => {
    const change = isOpen ? 'addEventListener' : 'removeEventListener'
    document[change]('keydown', onKey as EventListener)
    document[change]('pointerdown', onElsewhere)
    document[change]('focusin', onElsewhere)
  })
  watch(() => route.fullPath, close)
  onBeforeUnmount(close)
  return { open, close }
}
