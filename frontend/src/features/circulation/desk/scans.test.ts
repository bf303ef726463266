import { describe, expect, it } from 'vitest'
import { mayOverrule } from './overruling'
import { isCardNumber, looksLikeBarcode, tidied } from './scans'
import { isOver, todayIn } from './today'

describe('what a scanner reads', () => {
  it('is a card only with the figure that checks it, whatever stands around it', () => {
    expect(isCardNumber('R00000125')).toBe(true)
    expect(isCardNumber(' r0000-0125 ')).toBe(true)
    expect(isCardNumber('R00000126')).toBe(false)
    expect(isCardNumber('R00000215')).toBe(false)
    expect(isCardNumber('SW0000012')).toBe(false)
  })
  it('is a book when it is figures with few letters, and a name otherwise', () => {
    expect(looksLikeBarcode('SW 0000012')).toBe(true)
    expect(looksLikeBarcode('林晚')).toBe(false)
    expect(looksLikeBarcode('reader')).toBe(false)
    expect(tidied(' SW-000 0012\n')).toBe('SW0000012')
  })
})

describe('the day of the library', () => {
  it('is its own, whatever the clock here says', () => {
    const late = new Date('2026-11-27T18:00:00Z')
    expect(todayIn('Asia/Shanghai', late)).toBe('2026-11-28')
    expect(isOver('2026-11-27', 'Asia/Shanghai', late)).toBe(true)
    expect(isOver('2026-11-27', 'Europe/London', late)).toBe(false)
    expect(isOver(null, 'Asia/Shanghai', late)).toBe(false)
  })
})

describe('overruling', () => {
  it('is offered when every reason leaves room for it, or the copy is set aside for another', () => {
    expect(mayOverrule([])).toBe(false)
    expect(mayOverrule([{ code: 'max_loans', overridable: true }])).toBe(true)
    expect(mayOverrule([{ code: 'max_loans', overridable: true }, { code: 'copy_set_aside', overridable: false }])).toBe(true)
    expect(mayOverrule([{ code: 'max_loans', overridable: true }, { code: 'card_blocked', overridable: false }])).toBe(false)
  })
})
