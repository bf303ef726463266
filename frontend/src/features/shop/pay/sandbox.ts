/** The pretended bank: what its page asks of it, and what it tells the library. */
import { useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { BankAct, BankMessage } from '@/api/shapes'

const keyOf = (ref: string) => ['sandbox', ref]

export function useBankPayment(ref: MaybeRefOrGetter<string>) {
  return useQuery({ key: () => keyOf(toValue(ref)), query: () => bodyOf(api.GET('/api/sandbox/payments/{ref}', { params: { path: { ref: toValue(ref) } } })), staleTime: 0 })
}

/** Let the bank do something; the messages that it would send. */
export function useBankAct(ref: MaybeRefOrGetter<string>) {
  const cache = useQueryCache()
  return async (act: BankAct): Promise<BankMessage[]> => {
    const { payment, messages } = await bodyOf(api.POST('/api/sandbox/payments/{ref}', { params: { path: { ref: toValue(ref) } }, body: { act } }))
    cache.setQueryData(keyOf(toValue(ref)), payment)
    return messages
  }
}

/** Send a message to the library as the bank would, to the letter; what the library made of it. */
export async function sendMessage(message: BankMessage): Promise<string> {
  const answer = api.POST('/api/payments/{provider}/events', {
    params: { path: { provider: 'sandbox' } },
    headers: { 'Content-Type': 'application/json', 'Sandbox-Signature': message.signature },
    // What is signed is the text itself: it must not be written anew.
    body: message.body as never,
    bodySerializer: (text: unknown) => text as string,
  })
  return (await bodyOf(answer)).outcome
}

export const settled = (state: string) => !['open', 'processing'].includes(state)
