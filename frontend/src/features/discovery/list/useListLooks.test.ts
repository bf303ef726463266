import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import { filtersFromQuery } from './bookFilters'
import { useListLooks } from './useListLooks'

beforeEach(() => localStorage.clear())

describe('the looks of the list', () => {
  it('are covers and pages for a new visitor', () => {
    const { view, more } = useListLooks(ref(filtersFromQuery({})), vi.fn())
    expect([view.value, more.value]).toEqual(['grid', 'pages'])
  })

  it('are remembered, and the address has the first word', () => {
    const change = vi.fn()
    useListLooks(ref(filtersFromQuery({})), change).choose({ view: 'list' })
    expect(change).toHaveBeenCalledWith({ view: 'list' })
    expect(useListLooks(ref(filtersFromQuery({})), vi.fn()).view.value).toBe('list')
    expect(useListLooks(ref(filtersFromQuery({ view: 'grid' })), vi.fn()).view.value).toBe('grid')
  })

  it('do not believe odd memories', () => {
    localStorage.setItem('shelfwise.list.more', 'sideways')
    expect(useListLooks(ref(filtersFromQuery({})), vi.fn()).more.value).toBe('pages')
  })
})
