/** The cart, a guest's or a reader's, and what a book is sold for. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { Cart } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { cartKey } from './count'
import { agreed, changed, without, type LineChange } from './guess'

export function useOffers(bookId: MaybeRefOrGetter<number>) {
  return useQuery({
    key: () => ['books', toValue(bookId), 'offers'],
    query: () => bodyOf(api.GET('/api/books/{book_id}/offers', { params: { path: { book_id: toValue(bookId) } } })),
    staleTime: 30_000,
  })
}

/** Prices and pieces are those of the moment: asked again whenever somebody looks. */
export function useCart(enabled: MaybeRefOrGetter<boolean> = true) {
  const session = useSession()
  return useQuery({
    key: () => cartKey(session.reader?.id, 'all'),
    query: () => bodyOf(api.GET('/api/cart')),
    enabled,
    staleTime: 0,
  })
}

type Put = { skuId: number; quantity: number }
export const usePutInCart = () => useCartChange(({ skuId, quantity }: Put) => bodyOf(api.POST('/api/cart/lines', { body: { sku_id: skuId, quantity }, headers: onceOnly() })))

export const useChangeLine = () =>
  useCartChange(
    ({ skuId, ...change }: LineChange & { skuId: number }) => bodyOf(api.PATCH('/api/cart/lines/{sku_id}', { params: { path: { sku_id: skuId } }, body: change })),
    (cart, { skuId, ...change }) => changed(cart, skuId, change),
  )

export const useRemoveLine = () =>
  useCartChange(
    (skuId: number) => bodyOf(api.DELETE('/api/cart/lines/{sku_id}', { params: { path: { sku_id: skuId } } })),
    (cart, skuId) => without(cart, skuId),
  )

export const useSeeCart = () => useCartChange(() => bodyOf(api.POST('/api/cart/seen', { headers: onceOnly() })), agreed)

/** The page shows what will be at once, takes it back if it did not work, and in the end shows what the library says. */
function useCartChange<Given>(mutation: (given: Given) => Promise<Cart>, guess?: (cart: Cart, given: Given) => Cart) {
  const session = useSession()
  const cache = useQueryCache()
  const keyOf = (part: 'all' | 'count') => cartKey(session.reader?.id, part)
  function show(cart: Cart): void {
    cache.setQueryData<Cart>(keyOf('all'), cart)
    cache.setQueryData<{ count: number }>(keyOf('count'), { count: cart.count })
  }
  return useMutation({
    mutation,
    onMutate(given: Given) {
      cache.cancelQueries({ key: keyOf('all') })
      const before = cache.getQueryData<Cart>(keyOf('all'))
      if (before && guess) show(guess(before, given))
      return { before }
    },
    onSuccess(cart: Cart) {
      show(cart)
      void cache.invalidateQueries({ key: cartKey(session.reader?.id, 'quote') })
    },
    onError(error: unknown, _given: Given, { before }: { before?: Cart }) {
      if (before) show(before)
      void cache.invalidateQueries({ key: keyOf('all') })
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
  })
}
