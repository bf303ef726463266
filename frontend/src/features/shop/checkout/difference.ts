/** What is another now than it was shown: prices of things, and the sum. */
import type { Quote } from '@/api/shapes'

export type Difference = { skuId: number; title: string; before: number; now: number }
export type Differences = { lines: Difference[]; totalBefore: number; totalNow: number }

export function differencesOf(shown: Quote, now: Quote): Differences {
  const before = new Map(shown.lines.map((line) => [line.sku_id, line.unit_cents]))
  const lines = now.lines
    .filter((line) => before.has(line.sku_id) && before.get(line.sku_id) !== line.unit_cents)
    .map((line) => ({ skuId: line.sku_id, title: line.title, before: before.get(line.sku_id)!, now: line.unit_cents }))
  return { lines, totalBefore: shown.total_cents, totalNow: now.total_cents }
}
