import { onMounted } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/api/client'
import type { Shelf } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const SHELVES: Shelf[] = ['for_you', 'similar', 'also_liked', 'onboarding']

/** A link from a recommended shelf says so in `?from=`: tell the library, then clean the address for whoever copies it. */
export function useOpened(bookId: number): void {
  const session = useSession()
  const route = useRoute()
  const router = useRouter()

  onMounted(() => {
    const { from, ...query } = route.query
    if (from === undefined) return
    void router.replace({ query, hash: route.hash })
    const shelf = SHELVES.find((name) => name === from)
    if (!shelf || !session.reader?.personalised) return
    void api.POST('/api/recommendations/opened', { body: { book_id: bookId, shelf }, keepalive: true }).catch(() => undefined)
  })
}
