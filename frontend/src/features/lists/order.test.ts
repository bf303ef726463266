import { describe, expect, it } from 'vitest'
import { moved, without } from './order'

const entries = [3, 5, 7, 9].map((id, position) => ({ book: { id }, position }))
const ids = (found: typeof entries) => found.map(({ book }) => book.id)

describe('the order of a list', () => {
  it('moves one book and counts the others anew', () => {
    expect(ids(moved(entries, 3, 2))).toEqual([5, 7, 3, 9])
    expect(ids(moved(entries, 9, 0))).toEqual([9, 3, 5, 7])
    expect(moved(entries, 9, 0).map(({ position }) => position)).toEqual([0, 1, 2, 3])
  })

  it('stays inside the list, and knows when the book is not on it', () => {
    expect(ids(moved(entries, 5, 99))).toEqual([3, 7, 9, 5])
    expect(ids(moved(entries, 5, -4))).toEqual([5, 3, 7, 9])
    expect(moved(entries, 4, 0)).toBe(entries)
  })

  it('on a later page keeps counting, and lets a book go to another page', () => {
    const second = entries.map((entry, index) => ({ ...entry, position: 100 + index }))
    const placed = (found: typeof entries) => found.map(({ book, position }) => [book.id, position])
    expect(placed(moved(second, 9, 101, 205))).toEqual([[3, 100], [9, 101], [5, 102], [7, 103]])
    expect(placed(moved(second, 3, 99, 205))).toEqual([[5, 101], [7, 102], [9, 103]])
    expect(placed(moved(second, 9, 104, 205))).toEqual([[3, 100], [5, 101], [7, 102]])
    expect(placed(without(second, 5))).toEqual([[3, 100], [7, 101], [9, 102]])
  })

  it('closes the gap of a book that leaves', () => {
    expect(without(entries, 5)).toEqual([3, 7, 9].map((id, position) => ({ book: { id }, position })))
  })
})
