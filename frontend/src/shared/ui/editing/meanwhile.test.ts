import { describe, expect, it } from 'vitest'
import { changedMeanwhile, isTyped, putTogether } from './meanwhile'

const SEEN = { title: '三体', year: 2008, publisher: '重庆出版社', categories: [1, 2] }

describe('two people at the same book', () => {
  it('what only the other changed is taken, what only I changed is kept, where both did I choose', () => {
    const mine = { ...SEEN, title: '三体（全集）', year: 2010 }
    const now = { ...SEEN, title: '三体：地球往事', publisher: '读客', categories: [1] }
    expect(changedMeanwhile(SEEN, mine, now)).toEqual([{ name: 'title', clash: true }, { name: 'publisher', clash: false }, { name: 'categories', clash: false }])
    expect(putTogether(SEEN, mine, now, {})).toEqual({ title: '三体（全集）', year: 2010, publisher: '读客', categories: [1] })
    expect(putTogether(SEEN, mine, now, { title: 'theirs', publisher: 'mine' })).toEqual({ title: '三体：地球往事', year: 2010, publisher: '重庆出版社', categories: [1] })
  })
  it('the same change by both is no clash', () => {
    const both = { ...SEEN, year: 2009 }
    expect(changedMeanwhile(SEEN, both, both)).toEqual([{ name: 'year', clash: false }])
    expect([isTyped(SEEN, { ...SEEN }), isTyped(SEEN, both)]).toEqual([false, true])
  })
})
