/** Lending in tables. Whatever is done at the desk asks for them again. */
import { useQuery } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { FinesAsked, HoldsAsked, LoansAsked } from '@/api/shapes'
import { useDeskKey } from '../desk/queries'

export function useAllLoans(asked: MaybeRefOrGetter<LoansAsked>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('all-loans', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/loans', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useAllHolds(asked: MaybeRefOrGetter<HoldsAsked>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('all-holds', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/holds', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}

export function useFineEntries(asked: MaybeRefOrGetter<FinesAsked>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('fine-entries', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/fine-entries', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })
}
