import { describe, expect, it } from 'vitest'
import { activeFilters, filtersFromQuery, queryFromFilters, requestOf, without } from './bookFilters'

const none = filtersFromQuery({})

describe('filters in the address', () => {
  it('survive the way there and back', () => {
    const query = { q: '三体', category: 'chinese-sf', author: '7', language: 'zh', year_from: '-500', year_to: '2008', rating_from: '4.5', for_sale: 'true', sort: 'new', page: '3' }
    expect(queryFromFilters(filtersFromQuery(query))).toEqual(query)
  })

  it('leave defaults out, so that equal views have equal addresses', () => {
    expect(queryFromFilters(none)).toEqual({})
  })

  it('ignore nonsense instead of failing', () => {
    const odd = filtersFromQuery({ author: 'x', year_from: '20e9', rating_from: '9', sort: 'worst', page: '-1', category: '../etc', for_sale: 'perhaps', q: ['a', 'b'] })
    expect(odd).toEqual({ ...none, q: 'a' })
  })

  it('ask the API only for what is set', () => {
    expect(requestOf(none)).toEqual({ sort: 'popular', page: 1, size: 24 })
    expect(requestOf({ ...none, year_from: 0, for_sale: true })).toMatchObject({ year_from: 0, for_sale: true })
  })

  it('become chips, both years as one, and each chip takes itself away', () => {
    const filters = { ...none, q: 'x', year_from: 1900, year_to: 2000, sort: 'new' as const }
    expect(activeFilters(filters)).toEqual(['q', 'years'])
    expect(activeFilters({ ...filters, ...without('years') })).toEqual(['q'])
  })
})
