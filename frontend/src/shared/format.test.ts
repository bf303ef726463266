import { describe, expect, it } from 'vitest'
import { formatDate, formatIsbn, formatLanguage, formatMoney, formatNames, formatNumber, formatStars, formatYear, freshnessOf, quoteTitle } from './format'

describe('figures and dates by language', () => {
  it('writes years before our era as each language does', () => {
    expect(formatYear(-380, 'zh-CN')).toBe('公元前 380 年')
    expect(formatYear(-380, 'en')).toBe('380 BC')
    expect(formatYear(397, 'en')).toBe('AD 397')
    expect(formatYear(1967, 'zh-CN')).toBe('1967')
  })

  it('writes money from cents', () => {
    expect(formatMoney(3900, 'CNY', 'zh-CN')).toBe('¥39.00')
    expect(formatMoney(123456, 'CNY', 'en')).toMatch(/1,234\.56$/)
    expect(formatMoney(5, 'CNY', 'en')).toMatch(/0\.05$/)
  })

  it('gives a mean exactly one decimal', () => {
    expect(formatStars(4, 'en')).toBe('4.0')
    expect(formatStars(4.649, 'zh-CN')).toBe('4.6')
  })

  it('groups large numbers', () => expect(formatNumber(12345, 'en')).toBe('12,345'))

  it('keeps a day without a clock on its day', () => {
    expect(formatDate('2026-01-01', 'zh-CN')).toBe('2026年1月1日')
    expect(formatDate('2026-01-01', 'en')).toBe('Jan 1, 2026')
  })

  it('joins names and quotes titles', () => {
    expect(formatNames(['甲', '乙'], 'zh-CN')).toBe('甲、乙')
    expect(formatNames(['A', 'B', 'C'], 'en')).toBe('A, B, and C')
    expect(quoteTitle('三体', 'zh-CN')).toBe('《三体》')
    expect(quoteTitle('Dune', 'en')).toBe('“Dune”')
  })

  it('names languages, and shows an unknown tag as it is', () => {
    expect(formatLanguage('fr', 'zh-CN')).toBe('法语')
    expect(formatLanguage('not a tag', 'en')).toBe('not a tag')
  })

  it('sets hyphens only in a whole ISBN', () => {
    expect(formatIsbn('9787544253994')).toBe('978-754425399-4')
    expect(formatIsbn('123')).toBe('123')
  })
})

describe('freshness', () => {
  const now = new Date(2026, 10, 21, 15, 0)
  it.each([
    [new Date(2026, 10, 21, 14, 55), 'justNow'],
    [new Date(2026, 10, 21, 4, 10), 'thisMorning'],
    [new Date(2026, 10, 21, 13, 0), 'today'],
    [new Date(2026, 10, 20, 23, 59), 'yesterday'],
    [new Date(2026, 10, 3, 4, 0), 'on'],
  ])('%s is %s', (moment, key) => {
    expect(freshnessOf(moment, 'zh-CN', now).key).toBe(key)
  })
})
