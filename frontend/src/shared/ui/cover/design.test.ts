import { describe, expect, it } from 'vitest'
import { coverDesign, layoutsFor } from './design'
import { FAMILIES, familyOf } from './palette'

const book = (id: number, title = '三体', family = 'speculative') => ({ id, title, family })

describe('the design of a cover', () => {
  it('is the same for the same book', () => {
    expect(coverDesign(book(7))).toEqual(coverDesign(book(7)))
  })

  it('varies hue and layout between the books of one family', () => {
    const designs = Array.from({ length: 40 }, (_, id) => coverDesign(book(id + 1)))
    expect(new Set(designs.map((design) => design.hue.cloth)).size).toBe(4)
    expect(new Set(designs.map((design) => design.layout)).size).toBeGreaterThan(3)
  })

  it('has four hues in each of eight families', () => {
    expect(Object.keys(FAMILIES)).toHaveLength(8)
    for (const hues of Object.values(FAMILIES)) expect(new Set(hues.map((hue) => hue.cloth)).size).toBe(4)
  })

  it('dresses a book without a category as literature', () => {
    expect(familyOf('')).toBe('literature')
    expect(familyOf('history')).toBe('history')
  })

  it('never stands a long Latin word upright', () => {
    expect(layoutsFor('C程序设计语言')).toContain('column')
    expect(layoutsFor('The Left Hand of Darkness')).not.toContain('column')
    expect(layoutsFor('Python编程')).not.toContain('slip')
  })

  it.each([
    '诗', '三体', '万历十五年', '哥德尔、艾舍尔、巴赫：集异璧之大成', '活了100万次的猫', '1984', '1Q84',
    '中国近三百年学术史与思想文化变迁研究论文集（修订增补插图纪念版）', 'Dune', 'Supercalifragilisticexpialidocious',
    "Surely You're Joking, Mr. Feynman!: Adventures of a Curious Character", 'A', '—', '“围城”内外',
  ])('keeps the title of %s inside the sheet', (title) => {
    for (let id = 1; id <= 24; id++) {
      const { title: block, author } = coverDesign(book(id, title))
      const lines = block.lines.length * block.size * block.leading
      expect(block.lines.join('')).not.toBe('')
      expect(block.x).toBeGreaterThanOrEqual(10)
      if (block.vertical) expect(lines).toBeLessThanOrEqual(block.w + 0.01)
      else expect(block.y + lines).toBeLessThanOrEqual(300)
      expect(author.y).toBeLessThanOrEqual(275)
    }
  })
})
