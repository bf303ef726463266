import { describe, expect, it } from 'vitest'
import { factsOf, formOf, isIsbn, problemIn } from './bookForm'

describe('a book that is typed', () => {
  it('knows a wrong check digit before it is sent', () => {
    expect(isIsbn('978-7-5594-3555-2')).toBe(true)
    expect(isIsbn('9787559435553')).toBe(false)
    expect(isIsbn('0-8044-2957-X')).toBe(true)
    expect(isIsbn('0804429571')).toBe(false)
  })

  it('says what is wrong field by field, and nothing about what may be empty', () => {
    const form = { ...formOf(null), published_year: '0', price: '12.345', volume: 'two', isbn13: '978' }
    expect((['title', 'published_year', 'price', 'volume', 'isbn13', 'publisher'] as const).map((name) => problemIn(form, name))).toEqual(['title_missing', 'year_impossible', 'price_impossible', 'volume_impossible', 'isbn_invalid', null])
  })

  it('is sent as the library keeps it, and comes back as it was typed', () => {
    const facts = { title: '沙丘', authors: [{ name: '弗兰克·赫伯特', role: 'author' as const, original_name: 'Frank Herbert' }], series: '沙丘', volume: 1.5, published_year: 1965, price_cents: 6800, currency: 'CNY', categories: ['novels'], subtitle: null, original_title: null, series_original_name: null, publisher: null, language: 'zh', isbn13: '9787559435552', description: null }
    expect(factsOf(formOf(facts), 'CNY')).toEqual(facts)
    expect(factsOf({ ...formOf(facts), series: ' ' }, 'CNY')).toMatchObject({ series: null, volume: null })
  })
})
