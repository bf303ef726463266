import { expect, it } from 'vitest'
import { countsOf, errorsFile, type Row } from './rows'

const row = (more: Partial<Row>): Row => ({ place: 2, title: 'T', done: 'added', book_id: null, reasons: [], ...more })

it('counts what became of the rows, what failed first', () => {
  expect(countsOf([row({}), row({ done: 'refused' }), row({})])).toEqual([{ done: 'refused', count: 1 }, { done: 'added', count: 2 }])
})

it('writes one line for each thing that is wrong, and no cell is a formula', () => {
  const rows = [row({ done: 'refused', title: '=1+1', reasons: [{ field: 'isbn13', code: 'isbn_wrong', value: '1,2' }, { field: 'title', code: 'title_missing', value: '' }] }), row({})]
  expect(errorsFile(rows, ['Line', 'Title', 'Field', 'Value', 'Why'], (reason) => reason.code)).toBe('\uFEFFLine,Title,Field,Value,Why\r\n2,\'=1+1,isbn13,"1,2",isbn_wrong\r\n2,\'=1+1,title,,title_missing\r\n')
})
