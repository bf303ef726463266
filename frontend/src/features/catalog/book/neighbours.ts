/** The volumes beside this one in its series. */
import type { BookCard } from '@/api/shapes'

export function neighboursOf(volumes: BookCard[], bookId: number): { before: BookCard | undefined; after: BookCard | undefined } {
  const here = volumes.findIndex((book) => book.id === bookId)
  return here < 0 ? { before: undefined, after: undefined } : { before: volumes[here - 1], after: volumes[here + 1] }
}
