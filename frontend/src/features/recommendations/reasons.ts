/** Why a book is on the list, as a sentence key and what goes into it. */
import type { Recommendation, Recommendations } from '@/api/shapes'
import type { Locale } from '@/i18n'
import { quoteTitle } from '@/shared/format'

export type Sentence = { key: string; params: Record<string, string> }
type Names = { locale: Locale; nameOf: (pair: { name_zh: string; name_en: string }) => string }

export function reasonOf({ reason }: Pick<Recommendation, 'reason'>, { locale, nameOf }: Names): Sentence {
  const [first, second] = reason.books.map((book) => quoteTitle(book.title, locale))
  if (reason.code === 'because_you_liked' && first) {
    return second
      ? { key: 'reasons.because_you_liked_two', params: { first, second } }
      : { key: 'reasons.because_you_liked', params: { first } }
  }
  // The book behind the reason may be gone; what is left is still true.
  if (reason.code === 'because_you_liked') return { key: 'reasons.similar_readers', params: {} }
  if (reason.code === 'popular_in_category' && reason.category) {
    return { key: 'reasons.popular_in_category', params: { category: nameOf(reason.category) } }
  }
  if (reason.code === 'popular_in_category') return { key: 'reasons.popular', params: {} }
  return { key: `reasons.${reason.code}`, params: {} }
}

/** Readers with fewer stars than this are asked for more: too little to know a taste by. */
export const FEW_RATINGS = 5

/** What is said about the whole list: where it comes from. */
export function sourceOf(list: Pick<Recommendations, 'source' | 'rating_count' | 'run'>): 'personal' | 'mixed' | 'fallback' | 'few' {
  if (list.source === 'fallback') return list.rating_count < FEW_RATINGS ? 'few' : 'fallback'
  return list.source
}
