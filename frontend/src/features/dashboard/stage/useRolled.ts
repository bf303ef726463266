import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const ROLL_MS = 900

/** A figure that rolls up once, when it is first known; later it simply is what it is. */
export function useRolled(value: Ref<number | null>, still: () => boolean): Ref<number | null> {
  const shown = ref<number | null>(null)
  let rolled = false
  let frame = 0

  function roll(to: number): void {
    const start = performance.now()
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - start) / ROLL_MS))
      shown.value = share < 1 ? Math.round(to * (1 - (1 - share) ** 3)) : to
      if (share < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
  }
  watch(value, (now) => {
    cancelAnimationFrame(frame)
    if (now === null || rolled || still() || document.visibilityState === 'hidden') shown.value = now
    else roll(now)
    rolled ||= now !== null
  }, { immediate: true })
  onBeforeUnmount(() => cancelAnimationFrame(frame))
  return shown
}
