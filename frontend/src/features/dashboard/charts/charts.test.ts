import { describe, expect, it } from 'vitest'
import type { Screen } from '@/api/shapes'
import { clearestOn, type Look } from '../stage/look'
import { barsOption } from './bars'
import { clockOption, shadesOf } from './clock'
import { flowOption, shiftsOf } from './flow'
import { regionsOf } from './regions'
import { sunOption } from './sun'

const series = ['#6f9aee', '#58bfa3', '#a08ee8', '#e0705f', '#5cc0dd', '#8b96aa', '#4a70c4', '#b4c6ea']
const look: Look = { colours: { ink: '#e9eaee', ink2: '#9ba4b4', line: '#1c222d', sheet: '#11151d', paper: '#0b0e14', seal: '#e0705f', alarm: '#e0705f', series }, em: 20, still: true, locale: 'en', font: 'sans-serif' }
const people = (value: number | null) => ({ value, suppressed: value === null })

describe('the drawings of the stage', () => {
  it('have text that grows with the stage, stand on zero, and stand still where less motion is asked for', () => {
    const flow = { labels: ['a', 'b', 'c'], lines: [{ name: 'Loans', colour: series[0]!, values: [1, 2, 3] }], write: String }
    type Option = { animation: boolean; yAxis: { min: number; max?: number; axisLabel: { fontSize: number } } }
    const drawn = flowOption(flow, look) as unknown as Option
    const larger = flowOption(flow, { ...look, em: 40 }) as unknown as Option
    expect([drawn.animation, drawn.yAxis.min, larger.yAxis.axisLabel.fontSize]).toEqual([false, 0, 2 * drawn.yAxis.axisLabel.fontSize])
    expect((barsOption({ labels: ['a'], sets: [{ name: 'x', colour: '#fff', values: [0] }], write: String }, look) as unknown as Option).yAxis.max).toBe(4)
  })

  it('keep the names at the ends of lines apart', () => {
    for (const ends of [[300, 290, 40, 38], [0, 0, 0, 0], [5, 5, 5], [1, null, 2]]) {
      const most = Math.max(...ends.map((end) => end ?? 0), 1e-9) * 1.15
      const places = shiftsOf(ends, false).map((shift, i) => (1 - (ends[i] ?? 0) / most) * 11 + shift).sort((a, b) => a - b)
      for (let i = 1; i < places.length; i += 1) expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(1.1)
    }
    expect(shiftsOf([100, 10], false)).toEqual([0, 0])
    // Where all ends are low, the names stand on the axis, and none below it.
    expect(shiftsOf([1, 1, 1], true, 1000).every((shift) => shift < 0)).toBe(true)
  })

  it('give the warm colour to the busiest hour only, and never run a name as code', () => {
    const fields = { across: ['8'], down: ['Mon', 'Tue'], values: [{ x: 0, y: 0, value: 10 }, { x: 0, y: 1, value: 5 }], most: 10, tell: () => ['<b>'] }
    const option = clockOption(fields, look) as unknown as { series: [{ data: { itemStyle: { color: string } }[] }]; tooltip: { formatter: (point: object) => string } }
    expect(option.series[0].data.map(({ itemStyle }) => itemStyle.color === look.colours.seal)).toEqual([true, false])
    expect(option.tooltip.formatter({ value: [0, 0, 10] })).toBe('&#60;b&#62;')
    expect(shadesOf(look)).toHaveLength(8)
    expect([clearestOn('#1c222d', look), clearestOn('#b4c6ea', look)]).toEqual([look.colours.ink, look.colours.sheet])
  })

  it('name a branch only where there is room', () => {
    const words = { tell: (name: string) => name, share: String }
    const sun = sunOption([{ key: 'a', name: 'Large', value: 99, children: [] }, { key: 'b', name: 'Tiny', value: 1, children: [] }], look, words) as unknown as { series: [object, { data: { label: { show: boolean } }[] }] }
    expect(sun.series[1].data.map(({ label }) => label.show)).toEqual([true, false])
  })
})

describe('where readers live', () => {
  const line = (country: string | null, region: string, value: number | null) => ({ country, region, readers: people(value) })

  it('is a province, another country, or unknown', () => {
    const found = regionsOf([line('CN', '浙江省', 7), line('CN', 'Zhejiang', 3), line('HK', '', 2), line('GB', 'London', 4), line('CN', '某地', 1), line(null, '', 90)] as Screen['regions'])
    const readersOf = (code: string) => found.provinces.find((each) => each.code === code)!.readers.value
    expect([readersOf('ZJ'), readersOf('HK'), readersOf('XJ')]).toEqual([10, 2, 0])
    expect(found.elsewhere.map(({ country, readers }) => [country, readers.value])).toEqual([['GB', 4], ['CN', 1]])
    expect([found.unknown?.value, found.known]).toEqual([90, 17])
  })

  it('is not told in small numbers where they are suppressed', () => {
    const found = regionsOf([line('CN', '西藏自治区', null)] as Screen['regions'])
    expect(found.provinces.find((each) => each.code === 'XZ')!.readers).toEqual({ value: null, suppressed: true })
    expect(found.known).toBe(1)
  })
})
