import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { AuditAsked } from '@/api/shapes'

/** Who changed what. Under `mine`, because another account may not see what this one may. */
export const useAudit = (asked: MaybeRefOrGetter<AuditAsked>) =>
  useQuery({
    key: () => ['mine', 'audit', JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/staff/audit', { params: { query: toValue(asked) } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })

export const useAuditChoices = () =>
  useQuery({
    key: ['mine', 'audit', 'choices'],
    query: () => bodyOf(api.GET('/api/staff/audit/choices')),
    staleTime: 60_000,
  })
