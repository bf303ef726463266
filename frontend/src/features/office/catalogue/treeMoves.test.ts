import { describe, expect, it } from 'vitest'
import type { DeskTop } from '@/api/shapes'
import { find, movedTo, placeAt, step } from './treeMoves'

const row = (id: number) => ({ id, slug: `c${id}`, name_zh: `类${id}`, name_en: `C${id}`, revision: 1, own_count: 0, book_count: 0 })
const top = (id: number, ...children: number[]): DeskTop => ({ ...row(id), children: children.map(row) })
const TREE = [top(1, 11, 12), top(2), top(3, 31)]
const shape = (tree: DeskTop[]) => tree.map((each) => [each.id, ...each.children.map((leaf) => leaf.id)])

describe('the tree of categories', () => {
  it('takes a dragged one where it is dropped, under the branch above when it is held further in', () => {
    // Without 31 the rows are 1, 11, 12, 2, 3.
    expect(placeAt(TREE, 31, 4, 1)).toEqual({ parent_id: 2, position: 0, depth: 1 })
    expect(placeAt(TREE, 31, 2, 1)).toEqual({ parent_id: 1, position: 1, depth: 1 })
    expect(placeAt(TREE, 31, 2, 0)).toEqual({ parent_id: null, position: 1, depth: 0 })
    expect(placeAt(TREE, 31, 0, 1)).toEqual({ parent_id: null, position: 0, depth: 0 })
  })
  it('keeps one that has others below it at the top', () => {
    expect(placeAt(TREE, 1, 2, 1)).toEqual({ parent_id: null, position: 2, depth: 0 })
  })
  it('is walked by arrow keys, from branch to branch', () => {
    expect(step(TREE, 12, 'up')).toEqual({ parent_id: 1, position: 0 })
    expect(step(TREE, 12, 'down')).toEqual({ parent_id: 2, position: 0 })
    expect(step(TREE, 31, 'up')).toEqual({ parent_id: 2, position: 0 })
    expect(step(TREE, 11, 'up')).toBeNull()
    expect(step(TREE, 11, 'left')).toEqual({ parent_id: null, position: 1 })
    expect(step(TREE, 2, 'right')).toEqual({ parent_id: 1, position: 2 })
    expect(step(TREE, 3, 'right')).toBeNull()
    expect(step(TREE, 3, 'up')).toEqual({ parent_id: null, position: 1 })
  })
  it('shows the move before the library has answered, and the way back', () => {
    const moved = movedTo(TREE, 31, { parent_id: 1, position: 1 })
    expect(shape(moved)).toEqual([[1, 11, 31, 12], [2], [3]])
    expect(shape(movedTo(moved, 31, find(TREE, 31)!.place))).toEqual(shape(TREE))
    expect(shape(movedTo(TREE, 12, { parent_id: null, position: 0 }))).toEqual([[12], [1, 11], [2], [3, 31]])
    expect(shape(movedTo(TREE, 2, { parent_id: 3, position: 0 }))).toEqual([[1, 11, 12], [3, 2, 31]])
  })
})
