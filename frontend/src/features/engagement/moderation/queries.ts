import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { FilterWord, ReviewDecision, ReviewQueue } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

export type Queue = 'waiting' | 'decided'

/** Reviews that wait for a decision of the library, or were decided on. */
export function useReviewQueue(queue: MaybeRefOrGetter<Queue>, page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'queue', toValue(queue), toValue(page)],
    query: () => bodyOf(api.GET('/api/admin/reviews', { params: { query: { queue: toValue(queue), page: toValue(page), size } } })),
    staleTime: 0,
  })
}

/** Show or hide a review, or let it wait again. It leaves the queue at once, and comes back when that could not be saved. */
export function useDecide() {
  const session = useSession()
  const cache = useQueryCache()
  const key = () => ['mine', session.reader?.id ?? 0, 'queue']
  return useMutation({
    mutation: ({ reviewId, decision }: { reviewId: number; decision: ReviewDecision }) =>
      bodyOf(api.POST('/api/admin/reviews/{review_id}/decide', { params: { path: { review_id: reviewId } }, body: decision })),
    onMutate({ reviewId }) {
      cache.cancelQueries({ key: key() })
      const before = cache.getEntries({ key: key() }).map((entry) => ({ key: entry.key, page: entry.state.value.data as ReviewQueue | undefined }))
      for (const { key: place, page } of before) {
        if (page) cache.setQueryData<ReviewQueue>(place, { ...page, items: page.items.filter((item) => item.id !== reviewId) } as ReviewQueue)
      }
      return { before }
    },
    onError(_error, _variables, { before }) {
      for (const { key: place, page } of before ?? []) if (page) cache.setQueryData<ReviewQueue>(place, page)
    },
    onSettled: () => void cache.invalidateQueries({ key: key() }),
  })
}

const WORDS = ['admin', 'filter-words']

export function useFilterWords() {
  return useQuery({ key: WORDS, query: async () => (await bodyOf(api.GET('/api/admin/filter-words'))).items, staleTime: 0 })
}

export function useAddWord() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (word: string) => bodyOf(api.POST('/api/admin/filter-words', { body: { word } })),
    onSettled: () => void cache.invalidateQueries({ key: WORDS }),
  })
}

export function useRemoveWord() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (word: FilterWord) => api.DELETE('/api/admin/filter-words/{word_id}', { params: { path: { word_id: word.id } } }),
    onMutate(word) {
      const before = cache.getQueryData<FilterWord[]>(WORDS)
      cache.cancelQueries({ key: WORDS })
      if (before) cache.setQueryData<FilterWord[]>(WORDS, before.filter((other) => other.id !== word.id))
      return { before }
    },
    onError: (_error, _word, { before }) => void (before && cache.setQueryData<FilterWord[]>(WORDS, before)),
    onSettled: () => void cache.invalidateQueries({ key: WORDS }),
  })
}

export type QueueAsked = { queue?: Queue; q?: string; held_for?: 'words' | 'reports'; page: number; size: number }

/** The same as a table, found by words too. */
export function useReviewTable(asked: MaybeRefOrGetter<QueueAsked>, enabled: MaybeRefOrGetter<boolean>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'queue', JSON.stringify(toValue(asked))],
    query: () => bodyOf(api.GET('/api/admin/reviews', { params: { query: toValue(asked) } })),
    enabled,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}
