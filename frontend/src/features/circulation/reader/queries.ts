/** What I have borrowed and what I wait for. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { Hold } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const keyOf = (readerId: number | undefined, ...rest: (string | number)[]) => ['mine', readerId ?? 0, ...rest]
type Holds = { items: Hold[]; time_zone: string }

/** What I can do with a title now; a guest is told too. */
export function useLending(bookId: MaybeRefOrGetter<number>) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'lending', toValue(bookId)),
    query: () => bodyOf(api.GET('/api/books/{book_id}/lending', { params: { path: { book_id: toValue(bookId) } } })),
    staleTime: 10_000,
  })
}

export function useLoans(state: MaybeRefOrGetter<'open' | 'closed'>, page: MaybeRefOrGetter<number> = 1, size = 100) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'loans', toValue(state), toValue(page)),
    query: () => bodyOf(api.GET('/api/loans', { params: { query: { state: toValue(state), page: toValue(page), size } } })),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

export function useHolds() {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'holds'),
    query: () => bodyOf(api.GET('/api/holds')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

/** What I owe, and what my late books would cost today. */
export function useOwed() {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'fines', 'owed'),
    query: () => bodyOf(api.GET('/api/fines', { params: { query: { size: 1 } } })),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

export const useBorrow = () => useChange((bookId: number) => bodyOf(api.POST('/api/loans', { body: { book_id: bookId }, headers: onceOnly() })))
export const useUndoBorrowing = () => useChange((loanId: number) => bodyOf(api.POST('/api/loans/{loan_id}/undo', { ...ofLoan(loanId), headers: onceOnly() })))
export const useRenew = () => useChange((loanId: number) => bodyOf(api.POST('/api/loans/{loan_id}/renew', { ...ofLoan(loanId), headers: onceOnly() })))
export const useRenewAll = () => useChange(() => bodyOf(api.POST('/api/loans/renew', { headers: onceOnly() })))
export const useClaim = () => useChange(({ loanId, reason }: { loanId: number; reason: string | null }) => bodyOf(api.POST('/api/loans/{loan_id}/claim', { ...ofLoan(loanId), body: { reason }, headers: onceOnly() })))
export const usePlaceHold = () => useChange((bookId: number) => bodyOf(api.POST('/api/holds', { body: { book_id: bookId }, headers: onceOnly() })))
export const useSuspendHold = () => useChange(({ holdId, until }: { holdId: number; until: string }) => bodyOf(api.POST('/api/holds/{hold_id}/suspend', { ...ofHold(holdId), body: { until }, headers: onceOnly() })))
export const useResumeHold = () => useChange((holdId: number) => bodyOf(api.POST('/api/holds/{hold_id}/resume', { ...ofHold(holdId), headers: onceOnly() })))
export const useExtendHold = () => useChange((holdId: number) => bodyOf(api.POST('/api/holds/{hold_id}/extend', { ...ofHold(holdId), headers: onceOnly() })))

/** Give a hold up. It leaves the list at once, and comes back if that did not work. */
export function useCancelHold() {
  const session = useSession()
  const cache = useQueryCache()
  const settle = useSettle()
  return useMutation({
    mutation: (holdId: number) => bodyOf(api.DELETE('/api/holds/{hold_id}', ofHold(holdId))),
    onMutate(holdId) {
      const key = keyOf(session.reader?.id, 'holds')
      const before = cache.getQueryData<Holds>(key)
      cache.cancelQueries({ key })
      if (before) cache.setQueryData<Holds>(key, { ...before, items: before.items.filter((hold) => hold.id !== holdId) })
      return { key, before }
    },
    onError(_error, _holdId, { key, before }) {
      if (key && before) cache.setQueryData<Holds>(key, before)
    },
    onSettled: (_data, error) => settle(error),
  })
}

const ofLoan = (loan_id: number) => ({ params: { path: { loan_id } } })
const ofHold = (hold_id: number) => ({ params: { path: { hold_id } } })

/** The library decides; when it has, everything that shows loans and holds asks again. */
function useChange<Given, Answer>(mutation: (given: Given) => Promise<Answer>) {
  const settle = useSettle()
  return useMutation({ mutation, onSettled: (_data: Answer | undefined, error: unknown) => settle(error) })
}

function useSettle() {
  const session = useSession()
  const cache = useQueryCache()
  return (error: unknown): void => {
    const readerId = session.reader?.id
    for (const what of ['loans', 'holds', 'lending', 'fines']) void cache.invalidateQueries({ key: keyOf(readerId, what) })
    // How many copies are free.
    if (!error) void cache.invalidateQueries({ key: ['books'] })
    if (error instanceof ApiError && error.status === 401) void session.lose()
  }
}
