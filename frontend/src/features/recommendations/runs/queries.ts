import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'

/** Runs of the training job, newest first. Under `mine`, because another account may not see what this one may. */
export const useRuns = (page: MaybeRefOrGetter<number>, size: number) =>
  useQuery({
    key: () => ['mine', 'runs', 'list', toValue(page), size],
    query: () => bodyOf(api.GET('/api/admin/runs', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 15_000,
  })

export const useRun = (runId: number) =>
  useQuery({
    key: ['mine', 'runs', 'one', runId],
    query: () => bodyOf(api.GET('/api/admin/runs/{run_id}', { params: { path: { run_id: runId } } })),
    staleTime: 15_000,
  })

export const useMeasures = (days: MaybeRefOrGetter<number>) =>
  useQuery({
    key: () => ['mine', 'runs', 'measures', toValue(days)],
    query: () => bodyOf(api.GET('/api/admin/runs/measures', { params: { query: { days: toValue(days) } } })),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })

/** Give readers the lists of an earlier run again. */
export function useRollBack() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (runId: number) => bodyOf(api.POST('/api/admin/runs/{run_id}/rollback', { params: { path: { run_id: runId } } })),
    // Every list changes with the run, the staff member's own one too.
    onSettled: () => cache.invalidateQueries({ key: ['mine'] }),
  })
}
