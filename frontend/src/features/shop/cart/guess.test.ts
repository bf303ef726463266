import { describe, expect, it } from 'vitest'
import { agreed, changed, without } from './guess'
import { madeCart, madeLine } from './made'

const cart = madeCart([madeLine(), madeLine({ sku_id: 8, unit_cents: 1000, total_cents: 2000, quantity: 2, seen_cents: 900, left: 2 })])

describe('what the cart will be like', () => {
  it('counts pieces and cents anew when there are more of one thing', () => {
    const now = changed(cart, 7, { quantity: 3 })
    expect([now.count, now.goods_cents, now.lines[0]?.total_cents]).toEqual([5, 14_000, 12_000])
    expect(cart.lines[0]?.quantity).toBe(1)
  })
  it('says when there are not so many, or more than one order may have', () => {
    expect(changed(cart, 8, { quantity: 3 }).lines[1]?.problem).toBe('out_of_stock')
    expect(changed(cart, 7, { quantity: 6 }).lines[0]?.problem).toBe('too_many')
  })
  it('puts things aside and back, and takes them out', () => {
    const aside = changed(cart, 8, { saved: true })
    expect([aside.lines.length, aside.saved.map((line) => line.sku_id), aside.goods_cents]).toEqual([1, [8], 4000])
    const back = changed(aside, 8, { saved: false })
    expect([back.lines.map((line) => line.sku_id), back.saved, back.goods_cents]).toEqual([[7, 8], [], 6000])
    expect(without(aside, 8).saved).toEqual([])
    expect(without(cart, 7)).toMatchObject({ count: 2, goods_cents: 2000 })
    expect(changed(cart, 99, { quantity: 2 })).toBe(cart)
  })
  it('knows no other price once the reader has agreed', () => {
    expect(agreed(cart).lines.map((line) => line.seen_cents)).toEqual([4000, 1000])
  })
})
