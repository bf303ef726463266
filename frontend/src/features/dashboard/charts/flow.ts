/** Amounts over time: lines with a wash below them and their names at their ends; what they are compared with is dashed. */
import type { EChartsCoreOption } from 'echarts/core'
import { fontOf, readable, tipOf, wash, type Look } from '../stage/look'
import { escape, labelAxis, motionOf, told, valueAxis } from './axes'

export type FlowLine = { name: string; colour: string; values: (number | null)[]; /** The same days of the period before. */ before?: (number | null)[]; /** How its figures are written, if not as the axis is. */ write?: (value: number) => string; dashed?: boolean; points?: boolean }
export type Flow = { labels: string[]; lines: FlowLine[]; write: (value: number) => string; axis?: (value: number) => string; whole?: boolean; /** The most room that names may take, in the stage's unit. */ room?: number; stacked?: boolean; beforeName?: string }

/** About how high the drawing is, in the stage's unit: less than any is, so that names are rather too far apart than too near. */
const HEIGHT = 11
const BETWEEN = 1.25
/** So far above the baseline the lowest name stays, for below it are those of the axis. */
const FOOT = 0.3

/** How far each name at an end moves, in the stage's unit, so that none stands on another: down from the highest, and up again at the foot. */
export function shiftsOf(ends: (number | null)[], stacked: boolean, highest = 0): number[] {
  let sum = 0
  const tops = ends.map((end) => (stacked ? (sum += end ?? 0) : (end ?? 0)))
  const most = Math.max(...tops, highest, 1e-9) * 1.15
  const places = tops.map((top, i) => ({ i, at: (1 - top / most) * HEIGHT, to: 0 })).sort((a, b) => a.at - b.at || a.i - b.i)
  places.forEach((place, k) => (place.to = k ? Math.max(place.at, places[k - 1]!.to + BETWEEN) : place.at))
  let foot = HEIGHT - FOOT
  for (const place of places.reverse()) {
    place.to = Math.min(place.to, foot)
    foot = place.to - BETWEEN
  }
  return ends.map((_, i) => { const place = places.find((each) => each.i === i)!; return place.to - place.at })
}

/** How high the drawing goes. */
function highestOf({ lines, stacked, labels }: Flow): number {
  if (stacked) return Math.max(0, ...labels.map((_, i) => lines.reduce((sum, line) => sum + (line.values[i] ?? 0), 0)))
  return Math.max(0, ...lines.flatMap((line) => [...line.values, ...(line.before ?? [])].map((value) => value ?? 0)))
}

/** As much as the longest name needs: a Chinese letter is a square, others are about half as wide. */
function roomOf({ lines, room = 7 }: Flow): number {
  const widest = Math.max(0, ...lines.map(({ name }) => [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1 : 0.56), 0)))
  return Math.min(room, 1.3 + 0.9 * widest)
}

const lastOf = (values: (number | null)[]) => values.findLast((value) => value !== null) ?? null

export function flowOption(flow: Flow, look: Look): EChartsCoreOption {
  const shifts = shiftsOf(flow.lines.map((line) => lastOf(line.values)), flow.stacked ?? false, highestOf(flow))
  const nothing = !flow.lines.some((line) => [...line.values, ...(line.before ?? [])].some((value) => value))
  return {
    ...motionOf(look),
    grid: { left: look.em * 0.25, right: look.em * roomOf(flow), top: look.em * 0.9, bottom: look.em * 0.2, containLabel: true },
    tooltip: { ...tipOf(look), trigger: 'axis', axisPointer: { lineStyle: { color: look.colours.ink2, type: 'dashed' } }, formatter: (points: Point[]) => tooltip(points, flow) },
    xAxis: labelAxis(look, flow.labels),
    yAxis: valueAxis(look, flow.axis ?? flow.write, { nothing, whole: flow.whole ?? true }),
    series: [...flow.lines.flatMap((line) => beforeOf(line, look)), ...flow.lines.map((line, i) => seriesOf(line, i, flow, look, shifts[i]!))],
  }
}

type Point = { seriesId: string; seriesName: string; value: number | '-'; dataIndex: number; marker: string; name: string }

function tooltip(points: Point[], flow: Flow): string {
  const rows = points
    .filter((point) => !point.seriesId.startsWith('before') && typeof point.value === 'number')
    .map((point) => {
      const line = flow.lines.find((each) => each.name === point.seriesName)
      const write = line?.write ?? flow.write
      const before = line?.before?.[point.dataIndex]
      return told(point.marker, point.seriesName, write(point.value as number)) + (before === null || before === undefined || !flow.beforeName ? '' : ` <span style="opacity:.75">${escape(flow.beforeName)} ${escape(write(before))}</span>`)
    })
  return [escape(points[0]?.name ?? ''), ...(flow.stacked ? rows.reverse() : rows)].join('<br>')
}

function beforeOf(line: FlowLine, look: Look) {
  if (!line.before?.some((value) => value)) return []
  return [{ id: `before ${line.name}`, name: line.name, type: 'line', data: line.before.map((value) => value ?? '-'), symbol: 'none', silent: true, smooth: 0.3, smoothMonotone: 'x', lineStyle: { color: line.colour, width: look.em * 0.075, type: [look.em * 0.25, look.em * 0.3], opacity: 0.5 }, itemStyle: { color: line.colour }, emphasis: { disabled: true }, z: 1 }]
}

function seriesOf(line: FlowLine, place: number, flow: Flow, look: Look, shift: number) {
  const few = flow.labels.length < 3
  return {
    id: `line ${line.name}`,
    name: line.name,
    type: 'line',
    stack: flow.stacked ? 'all' : undefined,
    data: line.values.map((value) => value ?? '-'),
    smooth: line.points ? 0 : 0.3,
    smoothMonotone: 'x',
    symbol: 'circle',
    symbolSize: look.em * (line.points ? 0.5 : 0.4),
    showSymbol: few || line.points === true,
    connectNulls: false,
    lineStyle: { color: line.colour, width: look.em * (flow.stacked ? 0.06 : place === 0 ? 0.16 : 0.11), type: line.dashed ? [look.em * 0.4, look.em * 0.3] : 'solid' },
    itemStyle: line.points ? { color: look.colours.sheet, borderColor: line.colour, borderWidth: look.em * 0.12 } : { color: line.colour },
    areaStyle: line.dashed ? undefined : { color: flow.stacked ? wash(line.colour, 0.62) : fading(line.colour, place === 0 ? 0.24 : 0.06) },
    emphasis: { disabled: true },
    endLabel: { show: true, formatter: '{a}', ...fontOf(look, 0.9, readable(line.colour, look)), width: look.em * (roomOf(flow) - 0.6), overflow: 'truncate', distance: look.em * 0.5, offset: [0, look.em * shift] },
    z: 3,
  }
}

const fading = (colour: string, share: number) => ({ type: 'linear', x: 0, y: 0, x2: 0, y2: 1, colorStops: [{ offset: 0, color: wash(colour, share) }, { offset: 1, color: wash(colour, 0) }] })
