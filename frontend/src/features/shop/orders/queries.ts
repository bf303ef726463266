import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { Order, OrderState } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

/** Everything about my orders is forgotten with whoever was signed in. */
function useOrderKey() {
  const session = useSession()
  return (...rest: (string | number)[]) => ['mine', session.reader?.id ?? 0, 'orders', ...rest]
}

export function useOrders(state: MaybeRefOrGetter<OrderState | 'open' | null>, page: MaybeRefOrGetter<number>, size: number) {
  const keyOf = useOrderKey()
  return useQuery({
    key: () => keyOf('list', toValue(state) ?? 'all', toValue(page)),
    query: () => bodyOf(api.GET('/api/orders', { params: { query: { ...(toValue(state) && { state: toValue(state)! }), page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useOrder(id: MaybeRefOrGetter<number>) {
  const keyOf = useOrderKey()
  return useQuery({ key: () => keyOf('one', toValue(id)), query: () => bodyOf(api.GET('/api/orders/{order_id}', { params: { path: { order_id: toValue(id) } } })), staleTime: 0 })
}

/** Give an order up, or say that it has come. The answer is the order as it is now. */
export function useOrderActs() {
  const keyOf = useOrderKey()
  const cache = useQueryCache()
  const take = (order: Order) => cache.setQueryData(keyOf('one', order.id), order)
  const onSettled = () => void cache.invalidateQueries({ key: keyOf() })
  const path = (order_id: number) => ({ params: { path: { order_id } }, headers: onceOnly() })
  const { mutateAsync: cancel, isLoading: cancelling } = useMutation({
    mutation: ({ id, reason }: { id: number; reason: string }) => bodyOf(api.POST('/api/orders/{order_id}/cancel', { ...path(id), body: reason ? { reason } : {} })),
    onSuccess: take,
    onSettled,
  })
  const { mutateAsync: receive, isLoading: receiving } = useMutation({
    mutation: (id: number) => bodyOf(api.POST('/api/orders/{order_id}/received', path(id))),
    onSuccess: take,
    onSettled,
  })
  return { cancel, cancelling, receive, receiving }
}

export const isNotThere = (error: unknown) => error instanceof ApiError && error.status === 404
