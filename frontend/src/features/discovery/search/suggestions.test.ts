import { describe, expect, it } from 'vitest'
import { groupsOf, step } from './suggestions'

const found = {
  books: [{ id: 3, title: '三体', authors: [{ id: 1, name: '刘慈欣', original_name: null }] }],
  authors: [{ id: 1, name: '刘慈欣', original_name: 'Liu Cixin' }],
  categories: [{ slug: 'chinese-sf', name_zh: '中国科幻', name_en: 'Chinese SF' }],
}
const groups = (answer: typeof found | undefined, q: string) => groupsOf(answer, q, (pair) => pair.name_zh, (names) => names.join('、'))

describe('what the search field offers', () => {
  it('comes in groups, and the search for the words comes last', () => {
    expect(groups(found, 'san').map(({ name, offers }) => [name, offers.map(({ text }) => text)])).toEqual([
      ['books', ['三体']], ['authors', ['刘慈欣']], ['categories', ['中国科幻']], ['search', ['san']],
    ])
  })

  it('leaves out groups with nothing in them, and the words alone can always be looked for', () => {
    expect(groups({ ...found, books: [], categories: [] }, 'liu').map(({ name }) => name)).toEqual(['authors', 'search'])
    expect(groups(undefined, 'x').map(({ name }) => name)).toEqual(['search'])
    expect(groups(undefined, '')).toEqual([])
  })

  it('is walked through with the arrow keys, round and round by way of the field', () => {
    expect([-1, 0, 1].map((place) => step(place, 1, 2))).toEqual([0, 1, -1])
    expect([-1, 0, 1].map((place) => step(place, -1, 2))).toEqual([1, -1, 0])
  })
})
