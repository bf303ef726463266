/** For tests: a cart with two things in it. */
import type { Book, Cart, CartLine } from '@/api/shapes'
import { BOOK } from '@/testing/mounting'

export function madeLine(more: Partial<CartLine> = {}): CartLine {
  return { sku_id: 7, book: BOOK as unknown as Book, kind: 'new', note: null, quantity: 1, list_cents: 4000, unit_cents: 4000, total_cents: 4000, seen_cents: 4000, left: 10, most_per_order: 5, problem: null, ...more }
}

export function madeCart(lines: CartLine[] = [madeLine()], more: Partial<Cart> = {}): Cart {
  const sum = (of: (line: CartLine) => number) => lines.reduce((total, line) => total + of(line), 0)
  return { lines, saved: [], count: sum((line) => line.quantity), goods_cents: sum((line) => line.total_cents), currency: 'CNY', problems: [], differences: [], ...more }
}
