import { describe, expect, it } from 'vitest'
import { breakLines, columnLengthOf, fit, piecesOf, runsOf, splitTitle, standsUpright, widthOf } from './title'

const box = { width: 150, height: 110, maxSize: 30, minSize: 11, maxLines: 5, leading: 1.2 }

describe('dividing a title', () => {
  it.each([
    ['Sapiens: A Brief History of Humankind', 'Sapiens', 'A Brief History of Humankind'],
    ['哥德尔、艾舍尔、巴赫：集异璧之大成', '哥德尔、艾舍尔、巴赫', '集异璧之大成'],
    ['资本论（第一卷）', '资本论', '第一卷'],
    ['2001: A Space Odyssey', '2001', 'A Space Odyssey'],
    ['Spider-Man', 'Spider-Man', ''],
    ['三体', '三体', ''],
  ])('%s', (title, main, sub) => {
    expect(splitTitle(title)).toEqual({ main, sub })
  })
})

describe('breaking lines', () => {
  it('never breaks a Latin word', () => {
    const lines = breakLines('The Structure of Scientific Revolutions', 9)
    expect(lines.join(' ')).toBe('The Structure of Scientific Revolutions')
  })

  it('never begins a line with a closing mark', () => {
    for (let limit = 2; limit < 12; limit++) {
      for (const line of breakLines('思考，快与慢。（修订版）、再版', limit)) expect(line).not.toMatch(/^[，。）、]/u)
    }
  })

  it('never ends a line with an opening mark', () => {
    for (const line of breakLines('我读《孙子》与《老子》', 4)) expect(line).not.toMatch(/[《（]$/u)
  })

  it('evens lines out instead of leaving one character alone', () => {
    expect(breakLines('看不见的城市', 5).map((line) => line.length)).not.toContain(1)
  })

  it('keeps the words of a Chinese title together where it can', () => {
    expect(piecesOf('银河系漫游指南')).toContain('漫游')
  })
})

describe('fitting', () => {
  it('makes a short title large and a long one small', () => {
    expect(fit('Dune', box).size).toBeGreaterThan(fit('Metaphysical Animals and the Women Who Made Them', box).size)
  })

  it('stays inside the box at every length from 1 to 30', () => {
    for (let length = 1; length <= 30; length++) {
      const { lines, size } = fit('文'.repeat(length), box)
      expect(Math.max(...lines.map(widthOf)) * size).toBeLessThanOrEqual(box.width + 0.01)
      expect(lines.length * size * box.leading).toBeLessThanOrEqual(box.height + 0.01)
    }
  })

  it('cuts what cannot fit with an ellipsis', () => {
    const { lines } = fit('很长的书名'.repeat(40), box)
    expect(lines.at(-1)).toMatch(/…$/u)
  })
})

describe('standing upright', () => {
  it('takes Chinese with short figures, not Latin words', () => {
    expect(standsUpright('万历十五年')).toBe(true)
    expect(standsUpright('21世纪资本论')).toBe(true)
    expect(standsUpright('Python编程')).toBe(false)
    expect(standsUpright('1984')).toBe(false)
  })

  it('sets two or three figures in one square and turns quotation marks', () => {
    expect(runsOf('活了100万次')).toContainEqual({ text: '100', combined: true })
    expect(columnLengthOf('活了100万次')).toBe(5)
    expect(runsOf('“围城”').map((run) => run.text).join('')).toBe('『围城』')
  })
})
