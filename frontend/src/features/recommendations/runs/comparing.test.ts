import { expect, it } from 'vitest'
import { differencesOf } from './comparing'

it('names what two runs were given differently, deep inside too, and counts the rest', () => {
  const one = { epochs: 20, signals: { like: 4, star_weights: [0, 1] }, seed: 7 }
  const other = { epochs: 24, signals: { like: 4, star_weights: [0, 2] } }
  expect(differencesOf([one, other])).toEqual({
    differ: [
      { name: 'epochs', values: ['20', '24'] },
      { name: 'signals.star_weights', values: ['0, 1', '0, 2'] },
      { name: 'seed', values: ['7', null] },
    ],
    same: 1,
  })
})

it('compares runs that left nothing behind', () => {
  expect(differencesOf([null, undefined])).toEqual({ differ: [], same: 0 })
})
