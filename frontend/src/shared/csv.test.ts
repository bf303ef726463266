import { describe, expect, it } from 'vitest'
import { csvOf } from './csv'

const lines = (rows: Parameters<typeof csvOf>[0]) => csvOf(rows).slice(1).split('\r\n').slice(0, -1)

describe('a table as CSV', () => {
  it('begins with the mark of UTF-8 and ends each row', () => {
    expect(csvOf([['书名', '次'], ['三体', 3]])).toBe('\ufeff书名,次\r\n三体,3\r\n')
  })

  it('quotes what would be read as two cells, two rows, or the end of a quotation', () => {
    expect(csvOf([['a,b', 'say "x"', 'two\nlines', null]])).toBe('\ufeff"a,b","say ""x""","two\nlines",\r\n')
  })

  it('makes text of what a spreadsheet would run', () => {
    expect(lines([['=1+1', '+cmd', '@SUM(A1)', '-2+3', '\t=1', ' =1']])).toEqual(["'=1+1,'+cmd,'@SUM(A1),'-2+3,'\t=1,' =1"])
  })

  it('leaves numbers as they are, negative ones too', () => {
    expect(lines([[-3, '-3.5', '-12%', '1984', 0]])).toEqual(['-3,-3.5,-12%,1984,0'])
  })
})
