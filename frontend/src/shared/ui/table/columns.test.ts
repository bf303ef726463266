import { describe, expect, it } from 'vitest'
import { choiceOf, csvColumns, shownColumns } from './columns'

const COLUMNS = [
  { key: 'title', label: 'a', always: true },
  { key: 'isbn', label: 'b', csv: 'isbn13' },
  { key: 'cover', label: 'c', csv: false },
  { key: 'weight', label: 'd', hidden: true },
] as const
const keysFor = (choice?: string) => shownColumns(COLUMNS, choice).map((column) => column.key)

describe('the columns of a table', () => {
  it('are the usual ones until somebody chooses, and never lose the name of the row', () => {
    expect(keysFor()).toEqual(['title', 'isbn', 'cover'])
    expect(keysFor('weight')).toEqual(['title', 'weight'])
    expect(keysFor('title')).toEqual(['title'])
    // A saved view names a column that is no more.
    expect(keysFor('gone')).toEqual(['title', 'isbn', 'cover'])
  })
  it('are said in the address only where they are not the usual ones, and what was said is shown again', () => {
    expect(choiceOf(COLUMNS, ['title', 'isbn', 'cover'])).toBeUndefined()
    for (const keys of [['title', 'isbn'], ['title'], ['title', 'isbn', 'cover', 'weight']]) expect(keysFor(choiceOf(COLUMNS, keys))).toEqual(keys)
  })
  it('are named in the file as the library knows them', () => {
    expect(csvColumns(COLUMNS)).toBe('title,isbn13,weight')
  })
})
