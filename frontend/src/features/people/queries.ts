/** Accounts as the office keeps them. Everything is forgotten with whoever was signed in. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { UserChange, UsersQuery } from '@/api/shapes'

const keyOf = (...rest: (string | number)[]) => ['mine', 'people', ...rest]

export const useUsers = (asked: MaybeRefOrGetter<UsersQuery>) =>
  useQuery({ key: () => keyOf('list', JSON.stringify(toValue(asked))), query: () => bodyOf(api.GET('/api/staff/users', { params: { query: toValue(asked) } })), placeholderData: (previous) => previous, staleTime: 0 })

export const useUser = (id: MaybeRefOrGetter<number>) =>
  useQuery({ key: () => keyOf('one', toValue(id)), query: () => bodyOf(api.GET('/api/staff/users/{user_id}', { params: { path: { user_id: toValue(id) } } })), staleTime: 0 })

export const useMerging = (keptId: MaybeRefOrGetter<number>, goneId: MaybeRefOrGetter<number>) =>
  useQuery({
    key: () => keyOf('merging', toValue(keptId), toValue(goneId)),
    query: () => bodyOf(api.GET('/api/staff/users/{user_id}/merging', { params: { path: { user_id: toValue(keptId) }, query: { gone_id: toValue(goneId) } } })),
    enabled: () => toValue(goneId) > 0,
    staleTime: 0,
  })

const path = (user_id: number) => ({ params: { path: { user_id } } })

/** What is done to one account; whatever is shown of people is asked for anew after it. */
export function useUserActs(id: MaybeRefOrGetter<number>) {
  const cache = useQueryCache()
  const act = <Input, Output>(mutation: (input: Input) => Promise<Output>) => {
    // Not waited for: of two accounts that are one now, the other is not found any more, and that is no failure.
    const { mutateAsync } = useMutation({ mutation, onSettled: () => void cache.invalidateQueries({ key: keyOf() }).catch(() => undefined) })
    return mutateAsync
  }
  const of = () => path(toValue(id))
  return {
    giveRole: act((role: UserChange['role']) => bodyOf(api.PUT('/api/staff/users/{user_id}/role', { ...of(), body: { role } }))),
    confirmEmail: act(() => bodyOf(api.POST('/api/staff/users/{user_id}/email-confirmation', of()))),
    signOut: act(() => bodyOf(api.DELETE('/api/staff/users/{user_id}/sessions', of()))),
    close: act(async (keep_reviews: boolean) => {
      await bodyOf(api.POST('/api/staff/users/{user_id}/closing', { ...of(), body: { keep_reviews } }))
    }),
    merge: act((gone_id: number) => bodyOf(api.POST('/api/staff/users/{user_id}/merging', { ...of(), body: { gone_id } }))),
    putIntoGroup: act((group_id: number) => bodyOf(api.PATCH('/api/staff/cards/{user_id}', { ...of(), body: { group_id } }))),
    block: act(({ reason, until }: { reason: string; until: string | null }) => bodyOf(api.PUT('/api/staff/cards/{user_id}/block', { ...of(), body: { reason, until } }))),
    unblock: act(() => bodyOf(api.DELETE('/api/staff/cards/{user_id}/block', of()))),
  }
}

/** The library has no such thing. */
export const isNobody = (error: unknown): boolean => error instanceof ApiError && error.status === 404
