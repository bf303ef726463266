/** What the search field offers, in the order in which the arrow keys walk through it. */
import type { RouteLocationRaw } from 'vue-router'
import type { Suggestions } from '@/api/shapes'

export type Offer = { key: string; text: string; aside: string; way: RouteLocationRaw }
export type OfferGroup = { name: 'books' | 'authors' | 'categories' | 'search'; offers: Offer[] }
type NameOf = (pair: { name_zh: string; name_en: string }) => string

export const searchFor = (q: string): RouteLocationRaw => ({ name: 'books', query: q ? { q } : {} })

/** Groups with something in them; the search for the words as they are comes last. */
export function groupsOf(found: Suggestions | undefined, q: string, nameOf: NameOf, join: (names: string[]) => string): OfferGroup[] {
  const groups: OfferGroup[] = [
    { name: 'books', offers: (found?.books ?? []).map((book) => ({ key: `book-${book.id}`, text: book.title, aside: join(book.authors.map((author) => author.name)), way: { name: 'book', params: { id: book.id } } })) },
    { name: 'authors', offers: (found?.authors ?? []).map((author) => ({ key: `author-${author.id}`, text: author.name, aside: author.original_name ?? '', way: { name: 'author', params: { id: author.id } } })) },
    { name: 'categories', offers: (found?.categories ?? []).map((category) => ({ key: `category-${category.slug}`, text: nameOf(category), aside: '', way: { name: 'books', query: { category: category.slug } } })) },
    { name: 'search', offers: q ? [{ key: 'search', text: q, aside: '', way: searchFor(q) }] : [] },
  ]
  return groups.filter((group) => group.offers.length)
}

/** The place of the next offer; -1 is the field itself, and the walk goes round. */
export function step(place: number, by: 1 | -1, count: number): number {
  const next = place + by
  return next >= count ? -1 : next < -1 ? count - 1 : next
}
