/** What the screen asks of the library: as somebody of the staff, or with the token of a kiosk. */
import { useQuery } from '@pinia/colada'
import { onBeforeUnmount, ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { ScreenQuery, TickerItem } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const headersOf = (token: string | null) => (token ? { 'X-Kiosk-Token': token } : undefined)

export function useScreen(asked: MaybeRefOrGetter<ScreenQuery>, token: MaybeRefOrGetter<string | null>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'screen', toValue(token) ?? '', JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/screen', { params: { query: toValue(asked) }, headers: headersOf(toValue(token)) })),
    placeholderData: (previous) => previous,
    staleTime: 5_000,
  })
}

const KEPT = 40
const EVERY_MS = 15_000

/** What happens in the library, the newest first; asked for again while somebody looks. Without an answer it stays as it was. */
export function useTicker(token: MaybeRefOrGetter<string | null>): { items: Ref<TickerItem[]>; known: Ref<boolean> } {
  const items = ref<TickerItem[]>([])
  const known = ref(false)
  let after: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    if (document.visibilityState !== 'hidden') {
      const news = await bodyOf(api.GET('/api/screen/ticker', { params: { query: after ? { after } : {} }, headers: headersOf(toValue(token)) })).catch(() => null)
      if (news) {
        const seen = new Set(items.value.map((item) => item.key))
        items.value = [...news.items.filter((item) => !seen.has(item.key)), ...items.value].slice(0, KEPT)
        after = news.next
        known.value = true
      }
    }
    if (!over) timer = setTimeout(() => void look(), EVERY_MS)
  }
  const seenAgain = () => document.visibilityState !== 'hidden' && void look()
  document.addEventListener('visibilitychange', seenAgain)
  watch(() => toValue(token), () => {
    items.value = []
    after = undefined
    void look()
  }, { immediate: true })
  onBeforeUnmount(() => {
    over = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seenAgain)
  })
  return { items, known }
}
