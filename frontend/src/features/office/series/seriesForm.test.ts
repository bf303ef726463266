import { describe, expect, it } from 'vitest'
import { numbered, sentOf } from './seriesForm'

describe('the order of a series', () => {
  it('gives whole numbers to the places, and leaves what was written in between', () => {
    const moved = [{ book_id: 2, volume: '2' }, { book_id: 1, volume: '1' }, { book_id: 3, volume: '1.5' }, { book_id: 4, volume: '' }]
    expect(numbered(moved).map((one) => one.volume)).toEqual(['1', '2', '1.5', ''])
  })

  it('is sent with numbers, and not while one is no number', () => {
    expect(sentOf({ name: ' 基地 ', original_name: '', volumes: [{ book_id: 1, volume: '1.5' }, { book_id: 2, volume: '' }] })).toEqual({ name: '基地', original_name: null, volumes: [{ book_id: 1, volume: 1.5 }, { book_id: 2, volume: null }] })
    expect(sentOf({ name: '基地', original_name: '', volumes: [{ book_id: 1, volume: 'two' }] })).toBeNull()
  })
})
