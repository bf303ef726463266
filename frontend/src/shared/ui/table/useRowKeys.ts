/** The rows of a table by keyboard: one of them is in the order of the tab key, arrows go on from it. */
import { ref, watch, type Ref } from 'vue'

type Acts = { toggle?: (index: number, upTo: boolean) => void; clear?: () => void }

export function useRowKeys(body: Ref<HTMLElement | null>, count: () => number, acts: Acts) {
  const at = ref(0)
  watch(count, (rows) => (at.value = Math.min(at.value, Math.max(0, rows - 1))))

  const rowAt = (index: number) => body.value?.children[index] as HTMLElement | undefined
  function go(index: number): void {
    at.value = Math.min(Math.max(0, index), count() - 1)
    rowAt(at.value)?.focus()
    rowAt(at.value)?.scrollIntoView({ block: 'nearest' })
  }
  function onKey(event: KeyboardEvent, index: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const onRow = event.target === rowAt(index)
    // Inside a row the arrows belong to what has the focus; Escape leads back to the row.
    if (!onRow) {
      if (event.key === 'Escape') go(index)
      return
    }
    const act = {
      ArrowDown: () => move(index + 1, event.shiftKey),
      ArrowUp: () => move(index - 1, event.shiftKey),
      Home: () => go(0),
      End: () => go(count() - 1),
      ' ': acts.toggle && (() => acts.toggle!(index, event.shiftKey)),
      Enter: () => rowAt(index)?.querySelector<HTMLElement>('a, button')?.click(),
      Escape: acts.clear,
    }[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  function move(to: number, choosing: boolean): void {
    go(to)
    if (choosing) acts.toggle?.(at.value, true)
  }
  return { at, onKey, onFocus: (index: number) => (at.value = index) }
}
