/** Which books of a shelf a reader really saw, told to the library in small batches. */
import { onBeforeUnmount } from 'vue'
import { api } from '@/api/client'
import type { Shelf, Shown } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const PATIENCE_MS = 2000
const MOST_AT_ONCE = 50

let waiting: { readerId: number; shown: Shown }[] = []
let timer: ReturnType<typeof setTimeout> | undefined
let listening = false

/** `seen(book, source, run)`: counts once for each book while the page is open; nothing for guests and the opted out. */
export function useImpressions(shelf: Shelf) {
  const session = useSession()
  const told = new Set<number>()

  function seen(bookId: number, source: string, runId: number | null): void {
    const reader = session.reader
    if (!reader?.personalised || told.has(bookId)) return
    told.add(bookId)
    waiting.push({ readerId: reader.id, shown: { book_id: bookId, shelf, source, run_id: runId } })
    timer ??= setTimeout(() => tell(session.reader?.id), PATIENCE_MS)
  }

  const leave = () => tell(session.reader?.id)
  if (!listening) {
    listening = true
    // A phone may never come back from the background: what was seen is told now or never.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && tell(useSession().reader?.id))
    addEventListener('pagehide', () => tell(useSession().reader?.id))
  }
  onBeforeUnmount(leave)
  return { seen }
}

function tell(readerId: number | undefined): void {
  clearTimeout(timer)
  timer = undefined
  // What one reader saw is never told under another one's name.
  const mine = waiting.filter((entry) => entry.readerId === readerId).map((entry) => entry.shown)
  waiting = []
  for (let start = 0; start < mine.length; start += MOST_AT_ONCE) {
    const items = mine.slice(start, start + MOST_AT_ONCE)
    // Counting is the library's concern; when it fails the reader is not bothered.
    void api.POST('/api/recommendations/shown', { body: { items }, keepalive: true }).catch(() => undefined)
  }
}
