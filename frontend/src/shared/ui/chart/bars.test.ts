import { describe, expect, it } from 'vitest'
import { barOption } from './bars'
import { tableOf, type ChartFacts } from './option'

const colours = { ink: '#111', ink2: '#222', line: '#333', sheet: '#fff', paper: '#eee', seal: '#b00', alarm: '#a00', series: ['#1', '#2', '#3', '#4', '#5', '#6', '#7', '#8'] }
const facts: ChartFacts = {
  labels: ['Jan', 'Feb'],
  lines: [{ name: 'Novels', hue: 0, values: [2, 0] }, { name: '<b>Poems</b>', hue: 1, values: [1, null] }],
  format: String,
  whole: true,
}
type Option = { yAxis: { min: number; max?: number; minInterval?: number }; series: { stack?: string; data: unknown[] }[]; tooltip: { formatter: (points: unknown[]) => string } }
const option = (stacked: boolean, given = facts) => barOption(given, colours, true, stacked) as unknown as Option

describe('a bar chart', () => {
  it('stands on zero, counts whole things, and has a scale where there is nothing', () => {
    expect(option(false).yAxis).toMatchObject({ min: 0, minInterval: 1 })
    expect(option(false, { ...facts, lines: [{ name: 'None', hue: 0, values: [0, 0] }] }).yAxis.max).toBe(1)
  })

  it('stacks only when asked to', () => {
    expect(option(true).series.map((series) => series.stack)).toEqual(['all', 'all'])
    expect(option(false).series.map((series) => series.stack)).toEqual([undefined, undefined])
    expect(option(true).series[1]!.data).toEqual([1, '-'])
  })

  it('names what is there, as words and never as code', () => {
    const point = (seriesName: string, value: number) => ({ seriesName, value, marker: '', name: 'Jan' })
    const words = option(true).tooltip.formatter([point('Novels', 0), point('<b>Poems</b>', 1)])
    expect(words).toBe('Jan<br>&#60;b&#62;Poems&#60;/b&#62; <b>1</b>')
  })
})

describe('the table beside a chart', () => {
  it('has a row for each label and a sign where there is no figure', () => {
    expect(tableOf(facts, 'Month', '—')).toEqual({
      heads: ['Month', 'Novels', '<b>Poems</b>'],
      rows: [{ label: 'Jan', cells: ['2', '1'] }, { label: 'Feb', cells: ['0', '—'] }],
    })
  })
})
