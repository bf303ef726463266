/** A shared list in the words of schema.org. */
import type { SharedList } from '@/api/shapes'

export function linkedDataOf(list: SharedList, url: string, origin: string): object[] {
  return [
    {
      '@type': 'ItemList',
      '@id': url,
      url,
      name: list.name,
      ...(list.description && { description: list.description }),
      numberOfItems: list.book_count,
      itemListOrder: 'https://schema.org/ItemListOrderAscending',
      itemListElement: list.entries.map(({ book, position }) => ({
        '@type': 'ListItem',
        position: position + 1,
        item: {
          '@type': 'Book',
          '@id': `${origin}/books/${book.id}`,
          url: `${origin}/books/${book.id}`,
          name: book.title,
          author: book.authors.map(({ name }) => ({ '@type': 'Person', name })),
        },
      })),
    },
  ]
}
