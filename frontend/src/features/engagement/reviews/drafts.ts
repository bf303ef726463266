/** What somebody was writing when he left: it waits in this browser, under his own name. */
import type { MyReview, ReviewText } from '@/api/shapes'

const keyOf = (readerId: number, bookId: number) => `shelfwise.review.${readerId}.${bookId}`

export function blank(language: string): ReviewText {
  return { title: '', text: '', spoiler: false, language, visibility: 'public', show_stars: true }
}

export function textOf(review: MyReview): ReviewText {
  const { title, text, spoiler, language, visibility, show_stars } = review
  return { title, text, spoiler, language, visibility, show_stars }
}

export function findDraft(readerId: number, bookId: number): ReviewText | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(readerId, bookId)) ?? 'null') as Partial<ReviewText> | null
    return kept && typeof kept.text === 'string' && typeof kept.title === 'string' ? { ...blank('zh'), ...kept } : null
  } catch {
    return null // Somebody else wrote there.
  }
}

export function keepDraft(readerId: number, bookId: number, draft: ReviewText): void {
  try {
    localStorage.setItem(keyOf(readerId, bookId), JSON.stringify(draft))
  } catch {
    // A full or forbidden store: the draft lives as long as the page.
  }
}

export function dropDraft(readerId: number, bookId: number): void {
  localStorage.removeItem(keyOf(readerId, bookId))
}
