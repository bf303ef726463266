import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Follows a text when it has been still for a moment; an empty one at once. */
export function useDebounced(text: Ref<string>, milliseconds: number): Ref<string> {
  const settled = ref(text.value)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(text, (now) => {
    clearTimeout(timer)
    if (!now) settled.value = now
    else timer = setTimeout(() => (settled.value = now), milliseconds)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
