import { describe, expect, it } from 'vitest'
import { kioskTokenIn } from '../kiosk'
import { askedIn, sceneAfter } from './asked'

describe('the address of the screen', () => {
  it('has the usual where it says nothing: thirty days against those before, dark, a look each minute', () => {
    expect(askedIn({}, false)).toEqual({ scene: 'overview', days: 30, from: null, to: null, against: 'previous', theme: 'dark', every: 60, rotate: 0 })
    expect(askedIn({}, true).rotate).toBe(30)
    expect([askedIn({}, true, 120).every, askedIn({ every: '30' }, true, 120).every]).toEqual([120, 30])
  })

  it('is taken at its word', () => {
    expect(askedIn({ scene: 'model', from: '2026-01-01', to: '2026-01-31', against: 'year_before', theme: 'light', every: '300', rotate: '12' }, false)).toEqual({
      scene: 'model', days: null, from: '2026-01-01', to: '2026-01-31', against: 'year_before', theme: 'light', every: 300, rotate: 12,
    })
    expect(askedIn({ every: '0', rotate: '0' }, true)).toMatchObject({ every: 0, rotate: 0 })
  })

  it('is not believed in what cannot be', () => {
    const wrong = askedIn({ scene: 'cellar', days: '31', from: '2026-02-02', to: '2026-01-01', against: 'me', theme: 'pink', every: '1', rotate: '-4' }, false)
    expect(wrong).toEqual({ ...askedIn({}, false), every: 10 })
  })
})

describe('the stage', () => {
  it('goes round', () => {
    expect(sceneAfter('model', 1)).toBe('overview')
    expect(sceneAfter('overview', -1)).toBe('model')
  })

  it('reads a token only from the link of a kiosk', () => {
    expect(kioskTokenIn('#kiosk=abcDEF_-123')).toBe('abcDEF_-123')
    for (const hash of ['', '#kiosk=', '#kiosk=<b>', '#content']) expect(kioskTokenIn(hash)).toBeNull()
  })
})
