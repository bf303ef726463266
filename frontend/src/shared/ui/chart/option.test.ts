import { describe, expect, it } from 'vitest'
import { lineOption, type ChartFacts } from './option'

const colours = { ink: '#111', ink2: '#222', line: '#333', sheet: '#fff', paper: '#eee', seal: '#b00', alarm: '#a00', series: ['#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8'] }
const facts: ChartFacts = {
  labels: ['#1', '#2'],
  lines: [
    { name: 'Model', hue: 0, values: [0.2, null], band: [[0.15, 0.25], null] },
    { name: '<b>Popular</b>', hue: 5, values: [0.1, 0.1], dashed: true },
  ],
  limits: [{ name: 'Limit', value: 0.3 }],
  format: (value) => value.toFixed(2),
}
type Option = { animation: boolean; yAxis: { min: number; max?: number; interval?: number }; series: { id: string; data: unknown[]; markLine?: { data: unknown[] } }[]; tooltip: { formatter: (points: unknown[]) => string } }
const option = (still = false) => lineOption(facts, colours, still) as unknown as Option

describe('a line chart', () => {
  it('begins at zero and leaves a gap where nothing was measured', () => {
    expect(option().yAxis.min).toBe(0)
    expect(option().series.find((line) => line.id === 'line Model')!.data).toEqual([0.2, '-'])
  })

  it('has quarters on its axis where nothing is above zero', () => {
    const zeros = { ...facts, lines: facts.lines.map((line) => ({ ...line, values: [0, null] })) }
    const drawn = lineOption(zeros, colours, false) as unknown as Option
    expect([drawn.yAxis.max, drawn.yAxis.interval]).toEqual([1, 0.25])
    expect(option().yAxis.max).toBeUndefined()
  })

  it('draws an interval as a band between its ends', () => {
    const bands = option().series.filter((line) => line.id.startsWith('band'))
    expect(bands.map((band) => band.data[0])).toEqual([0.15, 0.1])
  })

  it('draws the limit once', () => {
    expect(option().series.filter((line) => line.markLine).map((line) => line.markLine!.data)).toEqual([[{ name: 'Limit', yAxis: 0.3 }]])
  })

  it('tells the full figures with the interval, and never runs a name as code', () => {
    const point = (seriesId: string, seriesName: string, value: number) => ({ seriesId, seriesName, value, dataIndex: 0, marker: '', name: '#1' })
    const words = option().tooltip.formatter([point('band low Model', 'Model', 0.15), point('line Model', 'Model', 0.2), point('line p', '<b>Popular</b>', 0.1)])
    expect(words).toContain('Model <b>0.20</b> (0.15–0.25)')
    expect(words).toContain('&#60;b&#62;Popular')
    expect(words.split('<br>')).toHaveLength(3)
  })

  it('stands still for readers who ask for less motion', () => {
    expect(option(true).animation).toBe(false)
  })
})
