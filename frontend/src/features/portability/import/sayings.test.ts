import { describe, expect, it } from 'vitest'
import { sayingsOf } from './sayings'

const t = (key: string, params?: Record<string, unknown>) => `${key.replace('portability.', '')} ${Object.values(params ?? {}).join(' ')}`.trim()

describe('what a row says', () => {
  it('comes in one order, in few words, with what the comparison found', () => {
    const said = { lists: { sf: {}, 科幻: {} }, status: { status: 'read', finished_on: '2020-05-03' }, rating: { stars: 4.5 }, review: { text: 'x' } }
    expect(sayingsOf({ said, compared: { rating: 'differs' } }, t, 'en')).toEqual([
      { facet: 'rating', words: 'said.rating 4.5', compared: 'differs' },
      { facet: 'status', words: 'said.on status.read May 3, 2020', compared: '' },
      { facet: 'review', words: 'said.review', compared: '' },
      { facet: 'lists', words: 'said.lists sfbook.factGap科幻', compared: '' },
    ])
  })
})
