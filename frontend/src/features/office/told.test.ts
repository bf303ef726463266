import { describe, expect, it } from 'vitest'
import { changesOf, drawn, plainOf } from './told'

const WORDS = { t: (key: string) => key, te: (key: string) => key.endsWith('.title'), locale: 'en' as const }
const text = (field: string, value: unknown) => drawn(field, value, WORDS).text

describe('what a line says of a thing', () => {
  it('is each field of either side, without those that stayed', () => {
    expect(changesOf({ title: '三体', year: 2006, tags: ['a'] }, { title: '三体', year: 2008, tags: ['a'], publisher: '重庆出版社' })).toEqual([
      { field: 'year', was: 2006, now: 2008 },
      { field: 'publisher', was: null, now: '重庆出版社' },
    ])
    expect(changesOf({}, { word: 'casino' })).toEqual([{ field: 'word', was: null, now: 'casino' }])
  })
  it('is read as people read it: money, days, years, lists, yes and no', () => {
    expect(text('price_cents', 123450)).toBe('¥1,234.50')
    expect(text('published_year', 2008)).toBe('2008')
    expect(text('max_loans', 12000)).toBe('12,000')
    expect(text('due_on', '2026-11-20')).toContain('2026')
    expect(text('authors', ['A', 'B'])).toBe('A, B')
    expect(text('lends', false)).toBe('audit.no')
    expect(text('books', [{ title: 'A', place: 3 }])).toBe('audit.fields.title A; place 3')
    expect(drawn('publisher', '', WORDS)).toEqual({ text: 'audit.nothing', empty: true })
    expect(drawn('copies', 0, WORDS)).toEqual({ text: '0', empty: false })
  })
  it('calls codes and numbers of things by their names, where they have one', () => {
    const named = { ...WORDS, nameOf: (field: string, value: unknown) => (field === 'condition' ? `in words: ${String(value)}` : undefined) }
    expect(drawn('condition', 'ok', named).text).toBe('in words: ok')
    expect(drawn('barcode', 'ok', named).text).toBe('ok')
  })
  it('of an act on many things is what it sets and what else it was given', () => {
    expect(plainOf({ set: { publisher: null, language: 'en' }, add_category: 'history', remove_category: null })).toEqual({ publisher: null, language: 'en', add_category: 'history' })
    expect(plainOf({ reason: 'worn' })).toEqual({ reason: 'worn' })
  })
})
