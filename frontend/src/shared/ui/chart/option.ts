/** From figures to a line chart in the look of the house: zero baseline, names at the lines, full figures on hover. */
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartColours } from './colours'

export type ChartLine = {
  name: string
  /** Which of the eight hues. */
  hue: number
  /** One value for each label; null where there is none. */
  values: (number | null)[]
  dashed?: boolean
  /** Lower and upper end of the interval at each label. */
  band?: ([number, number] | null)[]
}
export type ChartLimit = { name: string; value: number }
export type ChartFacts = { labels: string[]; lines: ChartLine[]; limits?: ChartLimit[]; format: (value: number) => string; top?: number; /** Counts of whole things. */ whole?: boolean }

/** The same figures as a table. */
export function tableOf(facts: ChartFacts, labelHead: string, none: string) {
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? none : facts.format(value))
  return {
    heads: [labelHead, ...facts.lines.map((line) => line.name)],
    rows: facts.labels.map((label, i) => ({ label, cells: facts.lines.map((line) => cell(line.values[i])) })),
  }
}

export function lineOption(facts: ChartFacts, colours: ChartColours, still: boolean): EChartsCoreOption {
  const text = { color: colours.ink2, fontFamily: 'inherit', fontSize: 12 }
  // Nothing but zeros would leave the axis without a scale.
  const top = facts.top ?? (facts.lines.some((line) => line.values.some((value) => value)) ? undefined : 1)
  return {
    animation: !still,
    animationDuration: 200,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 104, top: 20, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colours.sheet,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 13 },
      formatter: (points: TooltipPoint[]) => tooltip(points, facts),
    },
    xAxis: {
      type: 'category',
      data: facts.labels,
      boundaryGap: facts.labels.length < 2,
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      splitNumber: 4,
      interval: top === undefined ? undefined : top / 4,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { ...text, formatter: facts.format },
    },
    series: [...facts.lines.flatMap((line) => bandOf(line, colours)), ...facts.lines.map((line, i) => seriesOf(line, i === 0 ? facts : null, colours, facts.labels.length))],
  }
}

type TooltipPoint = { seriesName: string; seriesId: string; dataIndex: number; value: number | null | '-'; marker: string; name: string }

function tooltip(points: TooltipPoint[], facts: ChartFacts): string {
  const rows = points
    .filter((point) => !point.seriesId.startsWith('band') && typeof point.value === 'number')
    .map((point) => {
      const band = facts.lines.find((line) => line.name === point.seriesName)?.band?.[point.dataIndex]
      const interval = band ? ` (${facts.format(band[0])}–${facts.format(band[1])})` : ''
      return `${point.marker}${escape(point.seriesName)} <b>${facts.format(point.value as number)}</b>${interval}`
    })
  return [escape(points[0]?.name ?? ''), ...rows].join('<br>')
}

/** Names of people's making go into the tooltip's HTML. */
export const escape = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function seriesOf(line: ChartLine, facts: ChartFacts | null, colours: ChartColours, count: number) {
  const colour = colours.series[line.hue]!
  return {
    id: `line ${line.name}`,
    name: line.name,
    type: 'line',
    data: line.values.map((value) => value ?? '-'),
    symbol: 'circle',
    symbolSize: 6,
    showSymbol: count < 24,
    connectNulls: false,
    lineStyle: { color: colour, width: 2, type: line.dashed ? [6, 4] : 'solid' },
    itemStyle: { color: colour },
    emphasis: { disabled: true },
    endLabel: { show: true, formatter: '{a}', color: colour, fontSize: 12, fontWeight: 600, width: 92, overflow: 'truncate', distance: 8 },
    labelLayout: { moveOverlap: 'shiftY' },
    markLine: facts?.limits?.length
      ? {
          silent: true,
          symbol: 'none',
          animation: false,
          lineStyle: { color: colours.alarm, type: 'dashed', width: 1.5 },
          label: { position: 'insideStartTop', color: colours.alarm, formatter: '{b}', fontSize: 12 },
          data: facts.limits.map((limit) => ({ name: limit.name, yAxis: limit.value })),
        }
      : undefined,
  }
}

// A band is two stacked areas: nothing up to its lower end, a wash from there to the upper one.
function bandOf(line: ChartLine, colours: ChartColours) {
  if (!line.band?.some(Boolean)) return []
  const colour = colours.series[line.hue]!
  const area = (id: string, values: (number | '-')[], opacity: number) => ({
    id: `band ${id} ${line.name}`, name: line.name, type: 'line', stack: `band ${line.name}`, silent: true, symbol: 'none', data: values,
    lineStyle: { opacity: 0 }, itemStyle: { color: colour }, areaStyle: { color: colour, opacity }, emphasis: { disabled: true },
  })
  return [
    area('low', line.band.map((ends) => (ends ? ends[0] : '-')), 0),
    area('high', line.band.map((ends) => (ends ? ends[1] - ends[0] : '-')), 0.16),
  ]
}
