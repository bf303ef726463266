import { onBeforeUnmount, toValue, watch, type MaybeRefOrGetter } from 'vue'

/** Looks again every so many seconds (0: never); not while nobody sees the page, and at once when it is seen again too late. */
export function useRefresh(seconds: MaybeRefOrGetter<number>, look: () => Promise<unknown>): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let lookedAt = Date.now()

  function wait(): void {
    clearTimeout(timer)
    const every = toValue(seconds) * 1000
    if (!every || document.visibilityState === 'hidden') return
    timer = setTimeout(lookNow, Math.max(0, lookedAt + every - Date.now()))
  }
  function lookNow(): void {
    lookedAt = Date.now()
    // What went wrong is told where the figures are shown; the next look comes all the same.
    void look().catch(() => undefined).finally(wait)
  }
  watch(() => toValue(seconds), wait, { immediate: true })
  document.addEventListener('visibilitychange', wait)
  addEventListener('online', lookNow)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wait)
    removeEventListener('online', lookNow)
  })
}
