/** The one line of truth about a book: can I have it now, and how. */
import type { BookCard } from '@/api/shapes'

export type Truth = {
  kind: 'here' | 'out' | 'sale' | 'reading_room' | 'none'
  /** Copies that can be borrowed now. */
  copies: number
  /** What it costs, where buying is the way to have it. */
  price_cents: number | null
}

type Holdings = Pick<BookCard, 'copies_total' | 'copies_free' | 'copies_reference' | 'stock_free' | 'offer_cents'>

export function truthOf({ copies_total, copies_free, copies_reference, stock_free, offer_cents }: Holdings): Truth {
  const price = stock_free > 0 ? offer_cents : null
  if (copies_free > 0) return { kind: 'here', copies: copies_free, price_cents: null }
  if (copies_total > 0) return { kind: 'out', copies: 0, price_cents: price }
  if (price !== null) return { kind: 'sale', copies: 0, price_cents: price }
  return { kind: copies_reference > 0 ? 'reading_room' : 'none', copies: 0, price_cents: null }
}
