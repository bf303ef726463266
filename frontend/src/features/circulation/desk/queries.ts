/** What the desk asks of the library, and what it tells it. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { CheckInOrder, CheckOutOrder } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

/** Everything of the desk is forgotten with whoever was signed in. */
export function useDeskKey() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, 'desk', ...rest]
}

export const fetchReader = (number: string) => bodyOf(api.GET('/api/desk/reader', { params: { query: { number } } }))
export const findReaders = async (q: string) => (await bodyOf(api.GET('/api/desk/readers', { params: { query: { q } } }))).items

export const fetchCopy = (barcode: string) => bodyOf(api.GET('/api/desk/copies/{barcode}', { params: { path: { barcode } } }))

/** `key`: one for each scan. The same scan sent again is answered the same and does nothing twice. */
export const lendCopy = (body: CheckOutOrder, key: string) => bodyOf(api.POST('/api/desk/loans', { body, headers: { 'Idempotency-Key': key } }))
export const takeBack = (body: CheckInOrder, key: string) => bodyOf(api.POST('/api/desk/returns', { body, headers: { 'Idempotency-Key': key } }))

export function useReaderAtDesk(number: MaybeRefOrGetter<string | undefined>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('reader', toValue(number) ?? ''), query: () => fetchReader(toValue(number)!), enabled: () => Boolean(toValue(number)), staleTime: 0 })
}

/** Loans of a reader that are over, as far as they are the desk's business. */
export function useLoansOver(userId: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('loans-over', toValue(userId), toValue(page)),
    query: () => bodyOf(api.GET('/api/desk/readers/{user_id}/loans-over', { params: { path: { user_id: toValue(userId) }, query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** The card number of an account: the pages of staff know readers by their id. */
export function useCardNumber(userId: MaybeRefOrGetter<number>) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('card', toValue(userId)),
    query: async () => (await bodyOf(api.GET('/api/staff/cards/{user_id}', { params: { path: { user_id: toValue(userId) } } }))).card.number,
  })
}

export function usePullList(page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('pull-list', toValue(page)), query: () => bodyOf(api.GET('/api/desk/pull-list', { params: { query: { page: toValue(page), size } } })), staleTime: 0 })
}

export function useHoldShelf(page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('hold-shelf', toValue(page)), query: () => bodyOf(api.GET('/api/desk/hold-shelf', { params: { query: { page: toValue(page), size } } })), staleTime: 0 })
}

export function useTitleQueue(bookId: MaybeRefOrGetter<number>) {
  const keyOf = useDeskKey()
  return useQuery({ key: () => keyOf('queue', toValue(bookId)), query: () => bodyOf(api.GET('/api/desk/queue', { params: { query: { book_id: toValue(bookId) } } })), staleTime: 0 })
}

export function useScannedCopy(barcode: MaybeRefOrGetter<string>) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('copy', toValue(barcode)),
    query: () => fetchCopy(toValue(barcode)),
    enabled: () => Boolean(toValue(barcode)),
    staleTime: 0,
  })
}

export type Entity = 'copy' | 'hold' | 'loan'

export function useCopyEvents(entity: MaybeRefOrGetter<Entity>, id: MaybeRefOrGetter<number>) {
  const keyOf = useDeskKey()
  return useQuery({
    key: () => keyOf('events', toValue(entity), toValue(id)),
    query: async () => (await bodyOf(api.GET('/api/desk/events', { params: { query: { entity: toValue(entity), id: toValue(id) } } }))).items,
    enabled: () => toValue(id) > 0,
    staleTime: 0,
  })
}

/** After an act at the desk every list of it is asked for again. */
export function useDeskRefresh(): () => Promise<unknown> {
  const keyOf = useDeskKey()
  const cache = useQueryCache()
  return () => cache.invalidateQueries({ key: keyOf() })
}

export const isUnknown = (error: unknown) => error instanceof ApiError && error.status === 404
