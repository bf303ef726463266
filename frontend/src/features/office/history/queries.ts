/** Acts on many things that were done, and what can still be done with each. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { BulkAct, BulkActsAsked, BulkRowState } from '@/api/shapes'

const KEY = ['mine', 'bulk-acts']
export type BulkStep = 'start' | 'advance' | 'stop' | 'undo' | 'discard'

export const useBulkActs = (asked: MaybeRefOrGetter<BulkActsAsked>) =>
  useQuery({
    key: () => [...KEY, 'all', JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/staff/bulk-acts', { params: { query: toValue(asked) } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })

export const useBulkAct = (id: MaybeRefOrGetter<number>) =>
  useQuery({
    key: () => [...KEY, 'one', toValue(id)],
    query: () => bodyOf(api.GET('/api/staff/bulk-acts/{bulk_act_id}', { params: { path: { bulk_act_id: toValue(id) } } })),
    staleTime: 0,
  })

export const useBulkRows = (id: MaybeRefOrGetter<number>, asked: MaybeRefOrGetter<{ state?: BulkRowState; page: number; size: number }>) =>
  useQuery({
    key: () => [...KEY, 'rows', toValue(id), JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/staff/bulk-acts/{bulk_act_id}/rows', { params: { path: { bulk_act_id: toValue(id) }, query: toValue(asked) } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })

/** One step with an act; the answer is how it is then, and null when it was thrown away. */
export function useBulkStep() {
  const cache = useQueryCache()
  return useMutation({
    mutation: async ({ id, step }: { id: number; step: BulkStep }): Promise<BulkAct | null> => {
      const params = { path: { bulk_act_id: id } }
      if (step === 'start') return bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/start', { params }))
      if (step === 'advance') return bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/advance', { params }))
      if (step === 'stop') return bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/stop', { params }))
      if (step === 'undo') return bodyOf(api.POST('/api/staff/bulk-acts/{bulk_act_id}/undo', { params }))
      await api.DELETE('/api/staff/bulk-acts/{bulk_act_id}', { params })
      return null
    },
    onSuccess(act, { id }) {
      if (act) cache.setQueryData([...KEY, 'one', id], act)
      // While it is at work only its own figures move; the lists are asked when it is over.
      if (act?.at_work) return
      void cache.invalidateQueries({ key: [...KEY, 'all'] })
      void cache.invalidateQueries({ key: [...KEY, 'rows', id] })
    },
    onError(_error, { id }) {
      void cache.invalidateQueries({ key: [...KEY, 'one', id] })
    },
  })
}
