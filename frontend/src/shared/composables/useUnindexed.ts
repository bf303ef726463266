import { onBeforeUnmount, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Asks search engines to leave the page out, while it is shown and the condition holds. */
export function useUnindexed(condition: MaybeRefOrGetter<boolean>): void {
  const meta = document.createElement('meta')
  meta.name = 'robots'
  meta.content = 'noindex, nofollow'
  watchEffect(() => (toValue(condition) ? document.head.append(meta) : meta.remove()))
  onBeforeUnmount(() => meta.remove())
}
