/** What the cart will be like when the library has done what it was asked for; shown until it answers. */
import type { Cart, CartLine } from '@/api/shapes'

export type LineChange = { quantity?: number; saved?: boolean }

export function changed(cart: Cart, skuId: number, change: LineChange): Cart {
  const line = [...cart.lines, ...cart.saved].find((one) => one.sku_id === skuId)
  if (!line) return cart
  const quantity = change.quantity ?? line.quantity
  const now: CartLine = { ...line, quantity, total_cents: line.unit_cents * quantity, problem: problemOf(line, quantity) }
  const saved = change.saved ?? cart.saved.some((one) => one.sku_id === skuId)
  const put = (lines: CartLine[], here: boolean) => {
    if (!here) return lines.filter((one) => one.sku_id !== skuId)
    return lines.some((one) => one.sku_id === skuId) ? lines.map((one) => (one.sku_id === skuId ? now : one)) : [...lines, now]
  }
  return summed({ ...cart, lines: put(cart.lines, !saved), saved: put(cart.saved, saved) })
}

export function without(cart: Cart, skuId: number): Cart {
  const rest = (lines: CartLine[]) => lines.filter((line) => line.sku_id !== skuId)
  return summed({ ...cart, lines: rest(cart.lines), saved: rest(cart.saved) })
}

/** Whether another price holds than the one that the reader knows. */
export const priceMoved = (line: CartLine): boolean => line.seen_cents !== line.unit_cents

export function agreed(cart: Cart): Cart {
  const seen = (lines: CartLine[]) => lines.map((line) => ({ ...line, seen_cents: line.unit_cents }))
  return { ...cart, lines: seen(cart.lines), saved: seen(cart.saved), differences: [] }
}

function problemOf(line: CartLine, quantity: number): CartLine['problem'] {
  if (line.problem === 'not_on_sale') return line.problem
  if (quantity > line.left && line.left < 10) return 'out_of_stock'
  return quantity > line.most_per_order ? 'too_many' : null
}

function summed(cart: Cart): Cart {
  const sum = (of: (line: CartLine) => number) => cart.lines.reduce((total, line) => total + of(line), 0)
  return { ...cart, count: sum((line) => line.quantity), goods_cents: sum((line) => line.total_cents) }
}
