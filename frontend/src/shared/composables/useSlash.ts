import { onBeforeUnmount, onMounted } from 'vue'

/** The key `/` does something, unless somebody is writing. */
export function useSlash(act: () => boolean): void {
  function onKey(event: KeyboardEvent): void {
    const writing = (event.target as HTMLElement).closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')
    if (event.key !== '/' || writing || event.ctrlKey || event.metaKey || event.altKey) return
    if (act()) event.preventDefault()
  }
  onMounted(() => document.addEventListener('keydown', onKey))
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey))
}
