import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { useSession } from '@/features/accounts/session'

export const LIST_SIZE = 10

/** The reader's own list, ten books from `skip` on; idle for guests. */
export function useRecommendations(skip: MaybeRefOrGetter<number> = 0) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'recommendations', toValue(skip)],
    query: () => bodyOf(api.GET('/api/recommendations', { params: { query: { size: LIST_SIZE, skip: toValue(skip) } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
}

/** Books like this one, for anybody. */
export const useSimilarBooks = (bookId: number) =>
  useQuery({
    key: ['books', 'similar', bookId],
    query: () => bodyOf(api.GET('/api/books/{book_id}/similar', { params: { path: { book_id: bookId }, query: { size: 12 } } })),
    staleTime: 300_000,
  })

/** What readers who liked this one liked too; may be empty. */
export const useAlsoLikedBooks = (bookId: number) =>
  useQuery({
    key: ['books', 'also_liked', bookId],
    query: () => bodyOf(api.GET('/api/books/{book_id}/also_liked', { params: { path: { book_id: bookId }, query: { size: 12 } } })),
    staleTime: 300_000,
  })

/** My own stars and heart for one book of the evidence. */
export function useMyWordOn(bookId: MaybeRefOrGetter<number>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'rating', toValue(bookId)],
    query: () => bodyOf(api.GET('/api/books/{book_id}/rating', { params: { path: { book_id: toValue(bookId) } } })),
    enabled: () => session.signedIn,
    staleTime: 60_000,
  })
}

/** What follows from a change of taste is asked for anew: the list, what is believed, what was put away. */
export function useTasteChanges() {
  const session = useSession()
  const cache = useQueryCache()
  return () => {
    for (const part of ['recommendations', 'taste', 'dismissals']) void cache.invalidateQueries({ key: ['mine', session.reader?.id ?? 0, part] })
  }
}

/** "Not interested", or never mind. */
export function useDismissBook() {
  const changed = useTasteChanges()
  return useMutation({
    mutation: ({ bookId, dismissed }: { bookId: number; dismissed: boolean }) => {
      const params = { path: { book_id: bookId } }
      return bodyOf(dismissed ? api.POST('/api/recommendations/{book_id}/dismiss', { params }) : api.DELETE('/api/recommendations/{book_id}/dismiss', { params }))
    },
    onSuccess: changed,
  })
}

/** "This book says nothing about my taste", or it does after all. */
export function useExcludeBook() {
  const changed = useTasteChanges()
  return useMutation({
    mutation: ({ bookId, excluded }: { bookId: number; excluded: boolean }) => {
      const params = { path: { book_id: bookId } }
      return bodyOf(excluded ? api.PUT('/api/taste/exclusions/{book_id}', { params }) : api.DELETE('/api/taste/exclusions/{book_id}', { params }))
    },
    onSuccess: changed,
  })
}

/** What the recommender knows and believes about me. */
export function useTaste() {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'taste'],
    query: () => bodyOf(api.GET('/api/taste')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

/** How my taste moved, month by month; of its own key's kin, so that it follows every change of taste. */
export function useTimeline() {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'taste', 'timeline'],
    query: () => bodyOf(api.GET('/api/taste/timeline')),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

export function useDismissals(page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'dismissals', toValue(page)],
    query: () => bodyOf(api.GET('/api/recommendations/dismissals', { params: { query: { page: toValue(page), size } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** Switch the personal list on or off; off deletes what was kept for it. */
export function useSwitchPersonalised() {
  const session = useSession()
  const changed = useTasteChanges()
  return useMutation({
    mutation: (personalised: boolean) => bodyOf(api.PATCH('/api/taste', { body: { personalised } })),
    async onSuccess() {
      changed()
      await session.load()
    },
  })
}

/** Books like those in my cart, a guest's too; `books` are those in it. */
export function useCartSimilar(books: MaybeRefOrGetter<number[]>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'cart', 'similar', [...toValue(books)].sort((a, b) => a - b).join(' ')],
    query: () => bodyOf(api.GET('/api/cart/similar', { params: { query: { size: 12 } } })),
    enabled: () => toValue(books).length > 0,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
}
