import { describe, expect, it } from 'vitest'
import { barsOf, offered } from './facets'

describe('a facet', () => {
  it('hides what leads nowhere, but never what is in force', () => {
    expect(offered({ zh: 3, en: 0 }, '')).toEqual([{ value: 'zh', count: 3 }])
    expect(offered({ zh: 3, en: 0 }, 'en')).toEqual([{ value: 'zh', count: 3 }, { value: 'en', count: 0 }])
    expect(offered({ zh: 3 }, 'fr')).toEqual([{ value: 'zh', count: 3 }, { value: 'fr', count: 0 }])
    expect(offered(undefined, '')).toEqual([])
  })
})

describe('the bars of decades', () => {
  it('stand in order of time, with gaps where nothing came out', () => {
    expect(barsOf({ 2000: 4, 1980: 1 })).toEqual({ bars: [{ decade: 1980, count: 1 }, { decade: 1990, count: 0 }, { decade: 2000, count: 4 }], older: 0 })
  })

  it('count together what is older than they reach', () => {
    const { bars, older } = barsOf({ 2000: 4, 1990: 2, 1850: 1, '-380': 3 }, 3)
    expect(bars.map(({ decade }) => decade)).toEqual([1980, 1990, 2000])
    expect(older).toBe(4)
  })

  it('are none where nothing is known', () => {
    expect(barsOf({})).toEqual({ bars: [], older: 0 })
    expect(barsOf(undefined)).toEqual({ bars: [], older: 0 })
  })
})
