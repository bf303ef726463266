import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { KindGiven, PolicyValues, Trial } from '@/api/shapes'

const RULES = ['lending', 'rules']
export type Scope = { group_id: number | null; item_type_id: number | null; location_id: number | null }
export type KindOf = 'reader-groups' | 'item-types'
export type TrialAsked = { reader: string; barcode: string; on?: string | null }

export function usePolicies() {
  return useQuery({ key: [...RULES, 'policies'], query: () => bodyOf(api.GET('/api/staff/policies')), staleTime: 0 })
}

/** Save a policy: an old one by its id, a new one by what it is for. */
export function useSavePolicy() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ id, scope, values }: { id: number | null; scope: Scope; values: PolicyValues }) =>
      id === null
        ? bodyOf(api.POST('/api/staff/policies', { body: { ...values, ...scope } }))
        : bodyOf(api.PUT('/api/staff/policies/{policy_id}', { params: { path: { policy_id: id } }, body: values })),
    onSettled: () => void cache.invalidateQueries({ key: RULES }),
  })
}

export function useRemovePolicy() {
  const cache = useQueryCache()
  return useMutation({
    mutation: async (id: number) => {
      await api.DELETE('/api/staff/policies/{policy_id}', { params: { path: { policy_id: id } } })
    },
    onSettled: () => void cache.invalidateQueries({ key: RULES }),
  })
}

/** What would happen if this reader borrowed this copy. */
export function useTrial() {
  return useMutation({
    mutation: ({ reader, barcode, on }: TrialAsked): Promise<Trial> => bodyOf(api.GET('/api/staff/policies/try', { params: { query: { reader, barcode, ...(on ? { on } : {}) } } })),
  })
}

export function useKinds(kind: MaybeRefOrGetter<KindOf>) {
  return useQuery({
    key: () => [...RULES, toValue(kind)],
    query: async () => (await bodyOf(toValue(kind) === 'item-types' ? api.GET('/api/staff/item-types') : api.GET('/api/staff/reader-groups'))).items,
    staleTime: 0,
  })
}

export function useSaveKind() {
  const cache = useQueryCache()
  return useMutation({
    mutation: ({ kind, id, body }: { kind: KindOf; id: number | null; body: KindGiven }) => {
      if (kind === 'item-types') {
        return id === null ? bodyOf(api.POST('/api/staff/item-types', { body })) : bodyOf(api.PUT('/api/staff/item-types/{item_type_id}', { params: { path: { item_type_id: id } }, body }))
      }
      return id === null ? bodyOf(api.POST('/api/staff/reader-groups', { body })) : bodyOf(api.PUT('/api/staff/reader-groups/{group_id}', { params: { path: { group_id: id } }, body }))
    },
    onSettled: () => void cache.invalidateQueries({ key: RULES }),
  })
}

export function useRemoveKind() {
  const cache = useQueryCache()
  return useMutation({
    mutation: async ({ kind, id }: { kind: KindOf; id: number }) => {
      if (kind === 'item-types') await api.DELETE('/api/staff/item-types/{item_type_id}', { params: { path: { item_type_id: id } } })
      else await api.DELETE('/api/staff/reader-groups/{group_id}', { params: { path: { group_id: id } } })
    },
    onSettled: () => void cache.invalidateQueries({ key: RULES }),
  })
}
