import { describe, expect, it } from 'vitest'
import type { Recommendation } from '@/api/shapes'
import { reasonOf, ruleOf, sourceOf } from './reasons'

type Reason = Recommendation['reason']
const zh = { locale: 'zh-CN' as const, nameOf: (pair: { name_zh: string }) => pair.name_zh }
const reason = (code: Reason['code'], books: Reason['books'] = [], category: Reason['category'] = null) => ({ reason: { code, books, category } })
const category = { id: 1, slug: 'history', name_zh: '历史', name_en: 'History' } as Reason['category']

describe('why a book is on the list', () => {
  it('names one or two books that speak for it', () => {
    expect(reasonOf(reason('because_you_liked', [{ id: 1, title: '三体' }]), zh)).toEqual({ key: 'reasons.because_you_liked', params: { first: '《三体》' } })
    expect(reasonOf(reason('because_you_liked', [{ id: 1, title: '三体' }, { id: 2, title: '活着' }]), zh).params).toEqual({ first: '《三体》', second: '《活着》' })
  })

  it('stays true when the book behind the reason is gone', () => {
    expect(reasonOf(reason('because_you_liked'), zh).key).toBe('reasons.similar_readers')
    expect(reasonOf(reason('popular_in_category'), zh).key).toBe('reasons.popular')
  })

  it('names the category, and the plain fallbacks', () => {
    expect(reasonOf(reason('popular_in_category', [], category), zh).params).toEqual({ category: '历史' })
    expect(reasonOf(reason('new'), zh).key).toBe('reasons.new')
  })

  it('has words of their own for a surprise and for a new book', () => {
    expect(reasonOf(reason('surprise', [], category), zh)).toEqual({ key: 'reasons.surprise_in_category', params: { category: '历史' } })
    expect(reasonOf(reason('surprise'), zh).key).toBe('reasons.surprise')
    expect(reasonOf(reason('new_book'), zh).key).toBe('reasons.new_book')
  })

  it('tells a rule from a model', () => {
    expect(ruleOf('similar_book')).toBe('similar_book')
    expect(ruleOf('ncf')).toBeNull()
    expect(ruleOf('two_tower')).toBeNull()
  })
})

describe('where the list comes from', () => {
  const made_at = '2026-11-20T20:10:00Z'
  const list = { items: [{ source: 'ncf' }], source: 'personal' as const, personalised: true, rating_count: 43, made_at }

  it('is said as it is', () => {
    expect(sourceOf(list)).toBe('personal')
    expect(sourceOf({ ...list, source: 'mixed' })).toBe('mixed')
    expect(sourceOf({ ...list, source: 'fallback', items: [{ source: 'popular' }], made_at: null })).toBe('fallback')
  })

  it('invites to rate when there are few ratings', () => {
    expect(sourceOf({ ...list, source: 'fallback', items: [{ source: 'popular' }], made_at: null, rating_count: 2 })).toBe('few')
  })

  it('knows that a newcomer has said something already', () => {
    for (const source of ['mixed', 'fallback'] as const) {
      expect(sourceOf({ ...list, source, items: [{ source: 'similar_book' }, { source: 'popular' }], made_at: null, rating_count: 0 })).toBe('started')
    }
  })

  it('does not promise a list to a reader who has walked past the end of it', () => {
    expect(sourceOf({ ...list, source: 'fallback', items: [{ source: 'category' }] })).toBe('beyond')
  })

  it('is not called personal for readers who do not want it to be', () => {
    expect(sourceOf({ ...list, personalised: false, source: 'fallback' })).toBe('general')
  })
})
