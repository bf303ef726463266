import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { BookReviews, MyReview, Review, ReviewQuery, ReviewReport, ReviewText } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { useMyBookCache } from '../mine'

/** What readers wrote about a book, and which of it I found helpful. */
export function useBookReviews(bookId: MaybeRefOrGetter<number>, query: MaybeRefOrGetter<ReviewQuery>, enabled: MaybeRefOrGetter<boolean>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'reviews', toValue(bookId), { ...toValue(query) }],
    query: () => bodyOf(api.GET('/api/books/{book_id}/reviews', { params: { path: { book_id: toValue(bookId) }, query: toValue(query) } })),
    enabled: () => toValue(enabled),
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  })
}

export function useMyReviews(page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'my-reviews', toValue(page)],
    query: () => bodyOf(api.GET('/api/reviews', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** What a review of mine was before each change. */
export function useReviewEdits(reviewId: MaybeRefOrGetter<number>, enabled: MaybeRefOrGetter<boolean>) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'edits', toValue(reviewId)],
    query: () => bodyOf(api.GET('/api/reviews/{review_id}/edits', { params: { path: { review_id: toValue(reviewId) } } })),
    enabled: () => toValue(enabled),
    staleTime: 0,
  })
}

type Change = { bookId: number; review: ReviewText | 'remove' | 'restore'; shown: MyReview | null }

/** Write, change, take back or restore my review of a book. `shown` stands there until the library has answered. */
export function useSaveReview() {
  const mine = useMyBookCache()
  return useMutation({
    mutation: async ({ bookId, review }: Change) => {
      const params = { path: { book_id: bookId } }
      if (review === 'restore') return await bodyOf(api.POST('/api/books/{book_id}/review/restore', { params }))
      if (review !== 'remove') return await bodyOf(api.PUT('/api/books/{book_id}/review', { params, body: review }))
      await api.DELETE('/api/books/{book_id}/review', { params })
      return null
    },
    onMutate: ({ bookId, shown }) => ({ before: mine.put(bookId, 'review', shown) }),
    onSuccess: (saved, { bookId }) => void mine.put(bookId, 'review', saved ?? null),
    onError(error, { bookId, shown }, { before }) {
      mine.back(bookId, 'review', shown, before)
      mine.failed(error)
    },
    onSettled: (_data, _error, { bookId }) => mine.refresh(bookId, 'reviews', 'my-reviews', 'edits'),
  })
}

/** Changes one review wherever the cache shows it. */
function useReviewCache() {
  const session = useSession()
  const cache = useQueryCache()
  return (reviewId: number, change: (review: Review) => Partial<Review>) => {
    for (const entry of cache.getEntries({ key: ['mine', session.reader?.id ?? 0, 'reviews'] })) {
      const page = entry.state.value.data as BookReviews | undefined
      if (!page?.items.some((item) => item.id === reviewId)) continue
      cache.setQueryData<BookReviews>(entry.key, { ...page, items: page.items.map((item) => (item.id === reviewId ? { ...item, ...change(item) } : item)) } as BookReviews)
    }
  }
}

/** I find a review helpful, or no longer. */
export function useVote() {
  const change = useReviewCache()
  const { failed } = useMyBookCache()
  const turn = (voted: boolean) => (review: Review) => (review.voted === voted ? {} : { voted, helpful_count: review.helpful_count + (voted ? 1 : -1) })
  return useMutation({
    mutation: ({ reviewId, voted }: { reviewId: number; voted: boolean }) => {
      const params = { path: { review_id: reviewId } }
      return bodyOf(voted ? api.PUT('/api/reviews/{review_id}/helpful', { params }) : api.DELETE('/api/reviews/{review_id}/helpful', { params }))
    },
    onMutate: ({ reviewId, voted }) => change(reviewId, turn(voted)),
    onSuccess: (vote, { reviewId }) => change(reviewId, () => ({ voted: vote.voted, helpful_count: vote.helpful_count })),
    onError(error, { reviewId, voted }) {
      change(reviewId, turn(!voted))
      failed(error)
    },
  })
}

/** Report a review (null: take the report back). */
export function useReport() {
  const change = useReviewCache()
  const { failed } = useMyBookCache()
  return useMutation({
    mutation: ({ reviewId, report }: { reviewId: number; report: ReviewReport | null }) => {
      const params = { path: { review_id: reviewId } }
      return bodyOf(report ? api.PUT('/api/reviews/{review_id}/report', { params, body: report }) : api.DELETE('/api/reviews/{review_id}/report', { params }))
    },
    onMutate: ({ reviewId, report }) => change(reviewId, () => ({ reported: report !== null })),
    onError(error, { reviewId, report }) {
      change(reviewId, () => ({ reported: report === null }))
      failed(error)
    },
  })
}
