import { describe, expect, it } from 'vitest'
import type { Recommendation } from '@/api/shapes'
import { reasonOf, sourceOf } from './reasons'

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
})

describe('where the list comes from', () => {
  const run = { id: 1, model: 'ncf', published_at: '2026-11-20T20:10:00Z' }
  it('is said as it is', () => {
    expect(sourceOf({ source: 'personal', rating_count: 43, run })).toBe('personal')
    expect(sourceOf({ source: 'mixed', rating_count: 43, run })).toBe('mixed')
    expect(sourceOf({ source: 'fallback', rating_count: 43, run: null })).toBe('fallback')
  })

  it('invites to rate when there are few ratings', () => {
    expect(sourceOf({ source: 'fallback', rating_count: 2, run: null })).toBe('few')
  })
})
