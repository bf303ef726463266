import { onBeforeUnmount, toValue, watch, type MaybeRefOrGetter } from 'vue'

/** The next scene after so many seconds (0: never), counted anew from every change; held while somebody is at work or nobody looks. */
export function useRotation(facts: { scene: MaybeRefOrGetter<string>; seconds: MaybeRefOrGetter<number>; held: MaybeRefOrGetter<boolean> }, next: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  function wait(): void {
    clearTimeout(timer)
    const seconds = toValue(facts.seconds)
    if (seconds && !toValue(facts.held) && document.visibilityState !== 'hidden') timer = setTimeout(next, seconds * 1000)
  }
  watch(() => [toValue(facts.scene), toValue(facts.seconds), toValue(facts.held)], wait, { immediate: true })
  document.addEventListener('visibilitychange', wait)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', wait)
  })
}
