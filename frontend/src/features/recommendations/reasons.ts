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
  const category = reason.category && nameOf(reason.category)
  if (reason.code === 'popular_in_category') return category ? { key: 'reasons.popular_in_category', params: { category } } : { key: 'reasons.popular', params: {} }
  if (reason.code === 'surprise' && category) return { key: 'reasons.surprise_in_category', params: { category } }
  return { key: `reasons.${reason.code}`, params: {} }
}

const RULES = ['similar_book', 'category', 'trending', 'popular', 'new'] as const
export type Rule = (typeof RULES)[number]

/** The rule that put the book there, or null when it was the trained model. */
export function ruleOf(source: string): Rule | null {
  return RULES.find((rule) => rule === source) ?? null
}

/** Readers with fewer stars than this are asked for more: too little to know a taste by. */
export const FEW_RATINGS = 5

export type ListSource = 'personal' | 'mixed' | 'beyond' | 'fallback' | 'few' | 'started' | 'general'

/** What is said about the whole list: where it comes from. */
export function sourceOf(list: Pick<Recommendations, 'source' | 'rating_count' | 'made_at' | 'personalised'> & { items: Pick<Recommendation, 'source'>[] }): ListSource {
  if (!list.personalised) return 'general'
  // Before the first night, the books and categories a newcomer chose already speak.
  const chosen = list.items.some((item) => item.source === 'similar_book' || item.source === 'category')
  if (chosen && list.made_at === null && list.items.every((item) => ruleOf(item.source))) return 'started'
  if (list.source !== 'fallback') return list.source
  // The reader turned so far that the own list came to its end.
  if (list.made_at !== null) return 'beyond'
  return list.rating_count < FEW_RATINGS ? 'few' : 'fallback'
}
