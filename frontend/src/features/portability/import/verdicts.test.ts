import { describe, expect, it } from 'vitest'
import { countToWrite, filtersOf, verdictOf } from './verdicts'

describe('what is said of a row', () => {
  it('depends on what the reader prefers, until it is written', () => {
    expect(verdictOf({ verdict: 'differs', outcome: null }, 'here').words).toBe('differs')
    expect(verdictOf({ verdict: 'differs', outcome: null }, 'file').words).toBe('changes')
    expect(verdictOf({ verdict: 'differs', outcome: 'kept' }, 'file').words).toBe('kept')
    const both = { verdict: 'new', outcome: null, compared: { rating: 'new', status: 'differs' } } as const
    expect([verdictOf(both, 'here').words, verdictOf(both, 'file').words]).toEqual(['newPartly', 'new'])
  })
})

describe('the kinds of rows', () => {
  const verdicts = { new: 3, missing: 2, differs: 1 }

  it('begin with those that want something of the reader; empty ones are left out', () => {
    expect(filtersOf({ state: 'checked', verdicts, outcomes: {} }).map(({ value }) => value)).toEqual(['missing', 'differs', 'new'])
    expect(filtersOf({ state: 'done', verdicts, outcomes: { written: 3, kept: 1 } })).toEqual([
      { value: 'written', count: 3 },
      { value: 'kept', count: 1 },
      { value: 'missing', count: 2 },
    ])
  })

  it('say how many will be written', () => {
    expect(countToWrite({ verdicts, prefer: 'here' })).toBe(3)
    expect(countToWrite({ verdicts, prefer: 'file' })).toBe(4)
  })
})
