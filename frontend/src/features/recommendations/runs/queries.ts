import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { RunWish } from '@/api/shapes'

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

/** Two to five runs side by side. */
export const useComparison = (ids: MaybeRefOrGetter<number[]>) =>
  useQuery({
    key: () => ['mine', 'runs', 'comparison', toValue(ids).join()],
    query: () => bodyOf(api.GET('/api/staff/runs/comparison', { params: { query: { ids: toValue(ids).join() } } })),
    enabled: () => toValue(ids).length > 1,
    staleTime: 15_000,
  })

/** The runs that somebody asked for, and how far the one at work is. */
export const useRunRequests = () =>
  useQuery({ key: ['mine', 'runs', 'requests'], query: () => bodyOf(api.GET('/api/staff/run-requests')), staleTime: 0 })

export function useRunRequestActs() {
  const cache = useQueryCache()
  const onSettled = () => cache.invalidateQueries({ key: ['mine', 'runs', 'requests'] })
  const { mutateAsync: ask } = useMutation({ mutation: (body: RunWish) => bodyOf(api.POST('/api/staff/run-requests', { body })), onSettled })
  const { mutateAsync: withdraw } = useMutation({ mutation: (request_id: number) => bodyOf(api.DELETE('/api/staff/run-requests/{request_id}', { params: { path: { request_id } } })), onSettled })
  const { mutateAsync: stop } = useMutation({ mutation: (request_id: number) => bodyOf(api.POST('/api/staff/run-requests/{request_id}/stop', { params: { path: { request_id } } })), onSettled })
  return { ask, withdraw, stop }
}

/** The library has no such thing. */
export const isNoRun = (error: unknown): boolean => error instanceof ApiError && error.status === 404
