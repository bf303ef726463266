/** Figures out of a run's record. The job writes them; an old run may lack any of them. */
import type { Run } from '@/api/shapes'

type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

export type Part = 'model' | 'popularity' | 'published' | 'lists'

function partOf(run: Pick<Run, 'metrics'>, part: Part): Tree {
  const metrics: unknown = run.metrics
  const found = isTree(metrics) ? metrics[part] : undefined
  if (!isTree(found)) return {}
  // What was in use is kept with its number and name around its figures.
  return part === 'published' ? (isTree(found.recorded) ? found.recorded : {}) : found
}

export function figureOf(run: Pick<Run, 'metrics'>, part: Part, name: string): number | null {
  const value = partOf(run, part)[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function intervalOf(run: Pick<Run, 'metrics'>, part: Part): [number, number] | null {
  const ends = partOf(run, part).ndcg_at_10_interval
  return Array.isArray(ends) && ends.length === 2 && ends.every((end) => typeof end === 'number') ? (ends as [number, number]) : null
}

export function textOf(run: Pick<Run, 'metrics'>, part: Part, name: string): string | null {
  const value = partOf(run, part)[name]
  return typeof value === 'string' ? value : null
}

export const hasAlarm = (run: Pick<Run, 'metrics'>) => partOf(run, 'lists').overlap_alarm === true

/** The run that was compared with: the one in use at the time. */
export function comparedRunOf(run: Pick<Run, 'metrics'>): { id: number; model: string } | null {
  const metrics: unknown = run.metrics
  const found = isTree(metrics) && isTree(metrics.published) ? metrics.published : null
  return found && typeof found.run_id === 'number' ? { id: found.run_id, model: String(found.model ?? '') } : null
}

/** The measures of the table, in reading order, and which way is better. */
export const MEASURES = [
  { name: 'ndcg_at_10', kind: 'measure', better: 'more' },
  { name: 'hr_at_10', kind: 'share', better: 'more' },
  { name: 'recall_at_20', kind: 'share', better: 'more' },
  { name: 'recall_at_50', kind: 'share', better: 'more' },
  { name: 'mrr', kind: 'measure', better: 'more' },
  { name: 'coverage_at_10', kind: 'share', better: 'more' },
  { name: 'novelty_at_10', kind: 'measure', better: 'more' },
  { name: 'list_overlap_at_10', kind: 'share', better: 'less' },
  { name: 'rmse', kind: 'measure', better: 'less' },
  { name: 'mae', kind: 'measure', better: 'less' },
] as const
