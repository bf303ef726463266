/** A book and its place in the library in the words of schema.org. */
import type { Book } from '@/api/shapes'

type NameOf = (pair: { name_zh: string; name_en: string }) => string

export function linkedDataOf(book: Book, origin: string, nameOf: NameOf, root: string): object[] {
  const price = book.offer_cents ?? book.price_cents
  const url = `${origin}/books/${book.id}`
  const main = book.categories[0]
  const path = main ? [...(main.parent ? [main.parent] : []), main] : []
  const crumbs = [
    { name: root, item: `${origin}/books` },
    ...path.map((category) => ({ name: nameOf(category), item: `${origin}/books?category=${category.slug}` })),
    { name: book.title, item: url },
  ]
  return [
    {
      '@type': 'Book',
      '@id': url,
      url,
      name: book.title,
      ...(book.subtitle && { alternativeHeadline: book.subtitle }),
      author: book.authors.map((author) => ({ '@type': 'Person', name: author.name, url: `${origin}/authors/${author.id}` })),
      ...(book.language && { inLanguage: book.language }),
      ...(book.isbn13 && { isbn: book.isbn13 }),
      ...(book.publisher && { publisher: { '@type': 'Organization', name: book.publisher } }),
      ...(book.published_year !== null && book.published_year > 0 && { datePublished: String(book.published_year).padStart(4, '0') }),
      ...(book.description && { description: book.description }),
      ...(book.cover && { image: `${origin}/covers/${book.cover}-400.webp` }),
      ...(book.series && { isPartOf: { '@type': 'BookSeries', name: book.series.name, url: `${origin}/series/${book.series.id}` } }),
      ...(book.rating_mean !== null && book.rating_count > 0 && { aggregateRating: { '@type': 'AggregateRating', ratingValue: book.rating_mean, ratingCount: book.rating_count, bestRating: 5, worstRating: 1 } }),
      ...(price !== null && { offers: { '@type': 'Offer', price: (price / 100).toFixed(2), priceCurrency: book.currency, availability: `https://schema.org/${book.stock_free > 0 ? 'InStock' : 'OutOfStock'}` } }),
    },
    { '@type': 'BreadcrumbList', itemListElement: crumbs.map((crumb, i) => ({ '@type': 'ListItem', position: i + 1, ...crumb })) },
  ]
}
