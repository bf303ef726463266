/** What the facets offer: only what leads somewhere, and whatever is in force so that it can be taken away. */
import type { BookPage } from '@/api/shapes'

export type Facets = BookPage['facets']
export type Bar = { decade: number; count: number }

/** The values of a facet with their counts; one in force stays even when nothing is left of it. */
export function offered(counts: Record<string, number> | undefined, chosen: string): { value: string; count: number }[] {
  const entries = Object.entries(counts ?? {}).filter(([value, count]) => count > 0 || value === chosen)
  if (chosen && !entries.some(([value]) => value === chosen)) entries.push([chosen, 0])
  return entries.map(([value, count]) => ({ value, count }))
}

/** Bars of the last decades, oldest first, with gaps where nothing was published; older ones are counted together at the front. */
export function barsOf(decades: Record<string, number> | undefined, at_most = 14): { bars: Bar[]; older: number } {
  const known = Object.entries(decades ?? {}).map(([decade, count]) => ({ decade: Number(decade), count })).filter(({ count }) => count > 0)
  if (!known.length) return { bars: [], older: 0 }
  const last = Math.max(...known.map(({ decade }) => decade))
  const first = Math.max(Math.min(...known.map(({ decade }) => decade)), last - 10 * (at_most - 1))
  const counts = new Map(known.map(({ decade, count }) => [decade, count]))
  const bars = []
  for (let decade = first; decade <= last; decade += 10) bars.push({ decade, count: counts.get(decade) ?? 0 })
  return { bars, older: known.filter(({ decade }) => decade < first).reduce((sum, { count }) => sum + count, 0) }
}
