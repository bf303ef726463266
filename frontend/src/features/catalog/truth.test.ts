import { describe, expect, it } from 'vitest'
import { answerWith, BOOK, mountPart } from '@/testing/mounting'
import BookTruth from './BookTruth.vue'

async function words(more: object): Promise<string> {
  answerWith({})
  return (await mountPart(BookTruth, { book: { ...BOOK, price_cents: 3900, offer_cents: 3900, ...more } })).wrapper.text()
}

describe('the one line of truth', () => {
  it.each([
    [{ copies_total: 3, copies_free: 2, stock_free: 5 }, '在架 · 2 册可借'],
    [{ copies_total: 3, copies_free: 0, stock_free: 0 }, '全部借出'],
    [{ copies_total: 3, copies_free: 0, stock_free: 1 }, '全部借出 · 售 ¥39.00'],
    [{ copies_total: 0, copies_free: 0, stock_free: 1 }, '售 ¥39.00'],
    [{ copies_total: 0, copies_free: 0, copies_reference: 1, stock_free: 0 }, '仅供馆内阅览'],
    [{ copies_total: 0, copies_free: 0, copies_reference: 1, stock_free: 1 }, '售 ¥39.00'],
    [{ copies_total: 0, copies_free: 0, stock_free: 0 }, '暂无可借'],
    [{ copies_total: 0, copies_free: 0, stock_free: 2, offer_cents: null }, '暂无可借'],
    [{ copies_total: 0, copies_free: 0, stock_free: 2, offer_cents: 3120 }, '售 ¥31.20原价¥39.00'],
  ])('%j reads %s', async (holdings, line) => {
    expect(await words(holdings)).toBe(line)
  })
})
