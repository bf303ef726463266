import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { CardChange, OpenCharge } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const accountKey = (userId: number) => ['lending', 'reader', userId]
export type Settling = { kind: 'payments' | 'waivers' | 'charges' | 'payouts'; cents: number; reason: string; part: { loan_id: number | null; cause: OpenCharge['cause'] } | null; key: string }

/** A reader's card and what he owes, for the desk. */
export function useReaderAccount(userId: MaybeRefOrGetter<number>) {
  return useQuery({
    key: () => accountKey(toValue(userId)),
    query: () => bodyOf(api.GET('/api/staff/cards/{user_id}', { params: { path: { user_id: toValue(userId) } } })),
    staleTime: 0,
  })
}

export function useLedger(userId: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  return useQuery({
    key: () => [...accountKey(toValue(userId)), 'ledger', toValue(page)],
    query: () => bodyOf(api.GET('/api/staff/fines', { params: { query: { user_id: toValue(userId), page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** What I owe, and why. */
export function useMyFines(page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'fines', toValue(page)],
    query: () => bodyOf(api.GET('/api/fines', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

function useForget(userId: MaybeRefOrGetter<number>) {
  const cache = useQueryCache()
  return () => void cache.invalidateQueries({ key: accountKey(toValue(userId)) })
}

export function useChangeCard(userId: MaybeRefOrGetter<number>) {
  return useMutation({ mutation: (body: CardChange) => bodyOf(api.PATCH('/api/staff/cards/{user_id}', { params: { path: { user_id: toValue(userId) } }, body })), onSettled: useForget(userId) })
}

/** Block a card for a reason, or lift the block with null. */
export function useBlockCard(userId: MaybeRefOrGetter<number>) {
  return useMutation({
    mutation: (reason: string | null) => {
      const params = { path: { user_id: toValue(userId) } }
      return bodyOf(reason === null ? api.DELETE('/api/staff/cards/{user_id}/block', { params }) : api.PUT('/api/staff/cards/{user_id}/block', { params, body: { reason } }))
    },
    onSettled: useForget(userId),
  })
}

/** Money at the desk. The key makes a second click the same act. */
export function useSettle(userId: MaybeRefOrGetter<number>) {
  return useMutation({
    mutation: ({ kind, cents, reason, part, key }: Settling) => {
      const user_id = toValue(userId)
      const headers = { 'Idempotency-Key': key }
      if (kind === 'payments') return bodyOf(api.POST('/api/staff/fines/payments', { headers, body: { user_id, cents, ...part } }))
      if (kind === 'waivers') return bodyOf(api.POST('/api/staff/fines/waivers', { headers, body: { user_id, cents, reason, ...part } }))
      if (kind === 'payouts') return bodyOf(api.POST('/api/staff/fines/payouts', { headers, body: { user_id, cents } }))
      return bodyOf(api.POST('/api/staff/fines/charges', { headers, body: { user_id, cents, reason, cause: 'damage' } }))
    },
    onSettled: useForget(userId),
  })
}
