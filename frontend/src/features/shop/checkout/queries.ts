/** How an order can be had, what it costs, and placing it; and the address book. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { AddressEntry, AddressGiven, OrderAsked, QuoteAsked } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const keyOf = (readerId: number | undefined, ...rest: string[]) => ['mine', readerId ?? 0, ...rest]

export function useCheckout() {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'checkout'),
    query: () => bodyOf(api.GET('/api/checkout')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

/** What the cart costs so. Asking changes nothing; what was shown before stays until the answer is there. */
export function useQuote(asked: MaybeRefOrGetter<QuoteAsked>) {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'cart', 'quote', JSON.stringify(toValue(asked))),
    query: () => bodyOf(api.POST('/api/checkout/quote', { body: toValue(asked) })),
    enabled: () => session.signedIn,
    staleTime: 0,
    placeholderData: (previous) => previous,
  })
}

/** The library decides. Whatever it says, the cart is asked for again. */
export function usePlaceOrder() {
  const session = useSession()
  const cache = useQueryCache()
  return useMutation({
    mutation: (body: OrderAsked) => bodyOf(api.POST('/api/orders', { body, headers: onceOnly() })),
    onSuccess: () => {
      void cache.invalidateQueries({ key: keyOf(session.reader?.id, 'orders') })
      void cache.invalidateQueries({ key: keyOf(session.reader?.id, 'cart') })
      void cache.invalidateQueries({ key: ['books'] })
    },
    onError: (error: unknown) => {
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
  })
}

/** The address of the page where it is paid for. */
export const useBeginPayment = () =>
  useMutation({
    mutation: async (orderId: number) => (await bodyOf(api.POST('/api/orders/{order_id}/payments', { params: { path: { order_id: orderId } }, headers: onceOnly() }))).redirect,
  })

export function useAddresses() {
  const session = useSession()
  return useQuery({
    key: () => keyOf(session.reader?.id, 'addresses'),
    query: () => bodyOf(api.GET('/api/addresses')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

export const useSaveAddress = () =>
  useAddressChange(({ id, given }: { id: number | null; given: AddressGiven }): Promise<AddressEntry> =>
    id === null
      ? bodyOf(api.POST('/api/addresses', { body: given, headers: onceOnly() }))
      : bodyOf(api.PUT('/api/addresses/{address_id}', { params: { path: { address_id: id } }, body: given })),
  )

export const useRemoveAddress = () => useAddressChange((id: number) => bodyOf(api.DELETE('/api/addresses/{address_id}', { params: { path: { address_id: id } } })))

function useAddressChange<Given, Answer>(mutation: (given: Given) => Promise<Answer>) {
  const session = useSession()
  const cache = useQueryCache()
  return useMutation({
    mutation,
    onSettled: async () => {
      await Promise.all(['addresses', 'checkout'].map((what) => cache.invalidateQueries({ key: keyOf(session.reader?.id, what) })))
    },
  })
}
