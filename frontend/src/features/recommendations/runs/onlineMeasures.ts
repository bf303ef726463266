/** From counts by day to what staff ask: how often is a book that was shown opened, liked or borrowed? */
import type { Measure } from '@/api/shapes'

export const ONLINE = ['click_through', 'like_rate', 'borrow_rate', 'impressions', 'opens'] as const
export type Online = (typeof ONLINE)[number]
export type Counts = { impressions: number; opens: number; likes: number; loans: number }
const RATES = { click_through: 'opens', like_rate: 'likes', borrow_rate: 'loans' } as const

/** On fewer impressions than this a day's rate is chance and is left out of the line. */
export const ENOUGH = 10

export function rateOf(counts: Counts, measure: Online): number | null {
  if (measure === 'impressions' || measure === 'opens') return counts[measure]
  if (counts.impressions === 0) return null
  return counts[RATES[measure]] / counts.impressions
}

function add(sum: Counts | undefined, more: Counts): Counts {
  return { impressions: (sum?.impressions ?? 0) + more.impressions, opens: (sum?.opens ?? 0) + more.opens, likes: (sum?.likes ?? 0) + more.likes, loans: (sum?.loans ?? 0) + more.loans }
}

/** One line for each source, most shown first, and every day in between: a day with (almost) none is a gap, not a bridge. */
export function linesOf(items: Measure[], measure: Online, most = 6): { days: string[]; lines: { source: string; values: (number | null)[] }[] } {
  const bySource = new Map<string, Map<string, Counts>>()
  const totals = new Map<string, number>()
  for (const item of items) {
    const days = bySource.get(item.source) ?? new Map<string, Counts>()
    bySource.set(item.source, days.set(item.day, add(days.get(item.day), item)))
    totals.set(item.source, (totals.get(item.source) ?? 0) + item.impressions)
  }
  const days = daysBetween(items.map((item) => item.day))
  const sources = [...bySource.keys()].sort((a, b) => totals.get(b)! - totals.get(a)! || a.localeCompare(b)).slice(0, most)
  const counted = measure === 'impressions' || measure === 'opens'
  const value = (counts: Counts | undefined) => (counts && (counted || counts.impressions >= ENOUGH) ? rateOf(counts, measure) : null)
  const lines = sources.map((source) => ({ source, values: days.map((day) => value(bySource.get(source)!.get(day))) }))
  return { days, lines: lines.filter((line) => line.values.some((known) => known !== null)) }
}

export type Total = Counts & { runId: number | null; source: string }

/** The same counts summed over the days, for each run and source; newest run first. */
export function totalsOf(items: Measure[]): Total[] {
  const sums = new Map<string, Total>()
  for (const item of items) {
    const key = `${item.run_id ?? 0} ${item.source}`
    sums.set(key, { runId: item.run_id ?? null, source: item.source, ...add(sums.get(key), item) })
  }
  return [...sums.values()].sort((a, b) => (b.runId ?? 0) - (a.runId ?? 0) || b.impressions - a.impressions)
}

function daysBetween(days: string[]): string[] {
  const sorted = [...new Set(days)].sort()
  const found: string[] = []
  const last = sorted.at(-1)
  for (let day = sorted[0]; day !== undefined && last !== undefined && day <= last; day = nextDay(day)) found.push(day)
  return found
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}
