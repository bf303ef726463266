import { describe, expect, it } from 'vitest'
import { activeFilters, without, withoutNarrowing } from './activeFilters'
import { filtersFromQuery, queryFromFilters, requestOf, shownSort, sortsFor } from './bookFilters'

const none = filtersFromQuery({})

describe('filters in the address', () => {
  it('survive the way there and back', () => {
    const query = {
      q: '三体', category: 'chinese-sf', author: '7', series: '2', language: 'zh', year_from: '-500', year_to: '2008', rating_from: '4.5',
      available: 'true', for_sale: 'true', unread: 'true', sort: 'popular', page: '3', view: 'list', more: 'scroll',
    }
    expect(queryFromFilters(filtersFromQuery(query))).toEqual(query)
  })

  it('leave defaults out, so that equal views have equal addresses', () => {
    expect(queryFromFilters(none)).toEqual({})
  })

  it('ignore nonsense instead of failing', () => {
    const odd = filtersFromQuery({ author: 'x', year_from: '20e9', rating_from: '4.2', sort: 'worst', view: 'wall', more: 'less', page: '-1', category: '../etc', for_sale: 'perhaps', q: ['a', 'b'] })
    expect(odd).toEqual({ ...none, q: 'a' })
  })

  it('ask the API only for what is set', () => {
    expect(requestOf(none)).toEqual({ sort: 'relevance', page: 1, size: 24 })
    expect(requestOf({ ...none, year_from: 0, for_sale: true })).toMatchObject({ year_from: 0, for_sale: true })
  })

  it('never ask for looks, nor for what only a reader can be asked', () => {
    expect(requestOf({ ...none, view: 'list', more: 'scroll', unread: true })).toEqual(requestOf(none))
  })

  it('know relevance only where there are words', () => {
    expect(sortsFor(none)).not.toContain('relevance')
    expect(shownSort(none)).toBe('popular')
    expect(queryFromFilters({ ...none, sort: 'popular' })).toEqual({})
    const found = filtersFromQuery({ q: '三体' })
    expect(sortsFor(found)[0]).toBe('relevance')
    expect(shownSort(found)).toBe('relevance')
    expect(queryFromFilters({ ...found, sort: 'popular' })).toEqual({ q: '三体', sort: 'popular' })
  })

  it('can be widened without losing the words', () => {
    const filters = filtersFromQuery({ q: '三体', language: 'en', year_from: '2000', unread: 'true' })
    expect(activeFilters({ ...filters, ...withoutNarrowing })).toEqual(['q'])
  })

  it('become chips, both years as one, and each chip takes itself away', () => {
    const filters = { ...none, q: 'x', year_from: 1900, year_to: 2000, sort: 'new' as const }
    expect(activeFilters(filters)).toEqual(['q', 'years'])
    expect(activeFilters({ ...filters, ...without('years') })).toEqual(['q'])
  })
})
