import { computed, onScopeDispose, ref, toValue, type MaybeRefOrGetter } from 'vue'

/** Seconds that are left until a moment, by the library's clock: `now` is what that said when it answered. */
export function useCountdown(until: MaybeRefOrGetter<string | null | undefined>, now: MaybeRefOrGetter<string | undefined>) {
  const here = ref(Date.now())
  const ticking = setInterval(() => (here.value = Date.now()), 1000)
  onScopeDispose(() => clearInterval(ticking))
  let heard = ''
  let heardAt = 0
  return computed(() => {
    const end = toValue(until)
    const told = toValue(now)
    if (!end || !told) return 0
    // The reader's own clock may be wrong by hours; how fast it goes is all that is needed of it.
    if (told !== heard) [heard, heardAt] = [told, Date.now()]
    const passed = Math.max(0, here.value - heardAt)
    return Math.max(0, Math.ceil((Date.parse(end) - Date.parse(told) - passed) / 1000))
  })
}

export const clockOf = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
