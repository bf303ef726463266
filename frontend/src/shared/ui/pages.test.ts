import { describe, expect, it } from 'vitest'
import { pagesAround } from './pages'

describe('the pages of a picker', () => {
  it.each([
    [1, 1, [1]],
    [1, 3, [1, 2, 3]],
    [1, 9, [1, 2, 0, 9]],
    [3, 9, [1, 2, 3, 4, 0, 9]],
    [4, 9, [1, 2, 3, 4, 5, 0, 9]],
    [5, 9, [1, 0, 4, 5, 6, 0, 9]],
    [9, 9, [1, 0, 8, 9]],
  ])('around page %i of %i are %j', (page, last, pages) => {
    expect(pagesAround(page, last)).toEqual(pages)
  })
})
