import { onBeforeUnmount, ref, type Ref } from 'vue'

/** The time, at each full minute. */
export function useClock(): Ref<Date> {
  const now = ref(new Date())
  let timer: ReturnType<typeof setTimeout>
  function tick(): void {
    now.value = new Date()
    timer = setTimeout(tick, 60_050 - (Date.now() % 60_000))
  }
  tick()
  onBeforeUnmount(() => clearTimeout(timer))
  return now
}
