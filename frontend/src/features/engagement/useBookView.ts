import { watch } from 'vue'
import { api } from '@/api/client'
import { useSession } from '@/features/accounts/session'

/** Note once that this reader looked at the book; never for guests, nor for those who want no personal lists. */
export function useBookView(bookId: number, there: () => boolean): void {
  const session = useSession()
  let noted = false
  watch(
    there,
    (isThere) => {
      if (!isThere || noted || !session.reader?.personalised) return
      noted = true
      // A trace for the recommender: when it is lost, the reader loses nothing.
      void api.PUT('/api/books/{book_id}/view', { params: { path: { book_id: bookId } }, keepalive: true }).catch(() => undefined)
    },
    { immediate: true },
  )
}
