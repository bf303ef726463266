import { onBeforeUnmount, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

/** Facts of the page for machines (JSON-LD), in the head while the page is shown. */
export function useLinkedData(graph: MaybeRefOrGetter<object[] | undefined>): void {
  const script = document.createElement('script')
  script.type = 'application/ld+json'
  watchEffect(() => {
    const facts = toValue(graph)
    if (!facts) return script.remove()
    script.textContent = JSON.stringify({ '@context': 'https://schema.org', '@graph': facts })
    document.head.append(script)
  })
  onBeforeUnmount(() => script.remove())
}
