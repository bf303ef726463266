import { onBeforeUnmount, onMounted } from 'vue'

export type StageActs = { step: (by: number) => void; scene: (place: number) => void; pause: () => void; full: () => void; tables: () => void; theme: () => void; help: () => void; escape: () => void }

/** The screen by keyboard. Where somebody types or chooses, the keys are theirs. */
export function useStageKeys(acts: StageActs): void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = event.target instanceof HTMLElement ? event.target : null
    if (event.key === 'Escape') return acts.escape()
    if (at?.closest('input, select, textarea, dialog')) return
    // Space presses a button and arrows move through a table that has the focus.
    const scrolls = at?.closest('[role=region]')
    const act = actOf(event, acts, Boolean(at?.closest('button, a')), Boolean(scrolls))
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => document.addEventListener('keydown', onKey))
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey))
}

function actOf(event: KeyboardEvent, acts: StageActs, onButton: boolean, inTable: boolean): (() => void) | undefined {
  switch (event.key) {
    case 'ArrowRight':
    case 'PageDown':
      return inTable ? undefined : () => acts.step(1)
    case 'ArrowLeft':
    case 'PageUp':
      return inTable ? undefined : () => acts.step(-1)
    case ' ':
      return onButton ? undefined : acts.pause
    case '?':
      return acts.help
  }
  if (/^[1-5]$/.test(event.key)) return () => acts.scene(Number(event.key) - 1)
  return { f: acts.full, t: acts.tables, l: acts.theme }[event.key.toLowerCase()]
}
