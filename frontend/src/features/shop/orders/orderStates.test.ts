import { describe, expect, it } from 'vitest'
import { forReaders, LOOK, nowOf, returnCents, STATES } from './orderStates'

const FACTS = { delivery: 'pickup' as const, owed_cents: 0, returnable: false, captured_cents: 0, refunded_cents: 0 }


describe('an order', () => {
  it('has a look and a sentence in each of its states', () => {
    expect(Object.keys(LOOK).sort()).toEqual([...STATES].sort())
    for (const state of STATES) expect(nowOf({ ...FACTS, state })).toBeTruthy()
  })

  it('says that money is still to be paid when it is picked up', () => {
    expect(nowOf({ ...FACTS, state: 'confirmed', owed_cents: 3900 })).toBe('confirmedPayLater')
    expect(nowOf({ ...FACTS, state: 'ready_for_pickup', owed_cents: 3900 })).toBe('readyPayLater')
    expect(nowOf({ ...FACTS, state: 'ready_for_pickup' })).toBe('ready')
    expect(nowOf({ ...FACTS, state: 'confirmed', delivery: 'shipping', owed_cents: 3900 })).toBe('confirmedShipping')
  })

  it('says until when it may come back', () => {
    expect(nowOf({ ...FACTS, state: 'completed', returnable: true })).toBe('completedReturnable')
    expect(nowOf({ ...FACTS, state: 'completed' })).toBe('completed')
  })

  it('spares its reader what the library and the provider say to each other', () => {
    const events = [['order', 'place'], ['payment', 'create'], ['payment', 'capture'], ['order', 'payment_captured'], ['refund', 'fail']].map(([entity, action]) => ({ entity: entity!, action: action! }))
    expect(forReaders(events).map((event) => event.action)).toEqual(['place', 'capture'])
  })
})

describe('what goes back for pieces of a line', () => {
  it('is what was paid for it, the share of the voucher taken off', () => {
    expect(returnCents({ total_cents: 6000, voucher_cents: 1000, quantity: 2, returned: 0 }, 1)).toBe(2500)
  })

  it('is over all returns exactly that, however it is divided', () => {
    for (const net of [1, 100, 101, 9999]) {
      const one = (returned: number) => returnCents({ total_cents: net, voucher_cents: 0, quantity: 3, returned }, 1)
      expect(one(0) + one(1) + one(2)).toBe(net)
    }
  })
})
