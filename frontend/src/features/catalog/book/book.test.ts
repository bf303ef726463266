import { describe, expect, it } from 'vitest'
import type { Book } from '@/api/shapes'
import { BOOK } from '@/testing/mounting'
import { linkedDataOf } from './bookLinkedData'
import { placesOf, type Copy } from './holdings'
import { neighboursOf } from './neighbours'

const copy = (id: number, more: Partial<Copy> = {}): Copy => ({ id, location_zh: '二楼', location_en: 'Second floor', shelf_mark: 'I247', condition: 'ok', reference_only: false, ...more })
const book = (id: number) => ({ ...BOOK, id }) as unknown as Book

describe('the places of a book', () => {
  it('say copies in the same place and state once, with their marks', () => {
    const places = placesOf([copy(1), copy(2, { shelf_mark: 'I248' }), copy(3, { condition: 'in_repair' }), copy(4, { reference_only: true })])
    expect(places.map((place) => [place.count, place.marks, place.condition, place.reference_only])).toEqual([[2, ['I247', 'I248'], 'ok', false], [1, ['I247'], 'in_repair', false], [1, ['I247'], 'ok', true]])
  })
})

describe('the volumes beside a book', () => {
  const volumes = [1, 2, 3].map(book)
  it.each([[1, undefined, 2], [2, 1, 3], [3, 2, undefined], [9, undefined, undefined]])('of %i are %s and %s', (id, before, after) => {
    const beside = neighboursOf(volumes, id)
    expect([beside.before?.id, beside.after?.id]).toEqual([before, after])
  })
})

describe('facts for machines', () => {
  const leaf = { id: 2, slug: 'chinese-sf', name_zh: '中国科幻', name_en: 'Chinese SF', parent: { id: 1, slug: 'speculative', name_zh: '科幻奇幻', name_en: 'Speculative' } }
  const facts = (more: object = {}) => linkedDataOf({ ...book(3), categories: [leaf], ...more } as Book, 'https://library.example', (pair) => pair.name_zh, '书目') as Record<string, unknown>[]

  it('name the book and leave out what nobody knows', () => {
    expect(facts()[0]).toMatchObject({ '@type': 'Book', name: '三体', inLanguage: 'zh', datePublished: '2008', aggregateRating: { ratingValue: 4.5, ratingCount: 2 }, offers: { price: '23.00', availability: 'https://schema.org/OutOfStock' } })
    expect(facts()[0]).not.toHaveProperty('isbn')
    expect(facts({ rating_mean: null, rating_count: 0, published_year: -380, price_cents: null })[0]).not.toHaveProperty(['aggregateRating'])
    expect(facts({ published_year: -380 })[0]).not.toHaveProperty('datePublished')
  })

  it('lead from the catalogue to the book', () => {
    const crumbs = facts()[1]!.itemListElement as { position: number; name: string }[]
    expect(crumbs.map(({ position, name }) => [position, name])).toEqual([[1, '书目'], [2, '科幻奇幻'], [3, '中国科幻'], [4, '三体']])
  })
})
