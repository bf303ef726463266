/** From figures to bars in the look of the house. */
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartColours } from './colours'
import { escape, type ChartFacts } from './option'

type Point = { seriesName: string; value: number; marker: string; name: string }

export function barOption(facts: ChartFacts, colours: ChartColours, still: boolean, stacked: boolean): EChartsCoreOption {
  const text = { color: colours.ink2, fontFamily: 'inherit', fontSize: 12 }
  const nothing = !facts.lines.some((line) => line.values.some((value) => value))
  return {
    animation: !still,
    animationDuration: 200,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 4, right: 8, top: 16, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      backgroundColor: colours.sheet,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 13 },
      formatter: (points: Point[]) => tooltip(points, facts, stacked),
    },
    xAxis: { type: 'category', data: facts.labels, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: 'value', min: 0, max: nothing ? 1 : facts.top, minInterval: facts.whole ? 1 : undefined, splitNumber: 4, splitLine: { lineStyle: { color: colours.line } }, axisLabel: { ...text, formatter: facts.format } },
    series: facts.lines.map((line, i) => ({
      name: line.name,
      type: 'bar',
      stack: stacked ? 'all' : undefined,
      barMaxWidth: 28,
      barGap: '12%',
      data: line.values.map((value) => value ?? '-'),
      itemStyle: { color: colours.series[line.hue], opacity: line.dashed ? 0.45 : 1, borderRadius: stacked ? 0 : [3, 3, 0, 0], borderColor: colours.sheet, borderWidth: stacked && i ? 1 : 0 },
      emphasis: { disabled: true },
    })),
  }
}

function tooltip(points: Point[], facts: ChartFacts, stacked: boolean): string {
  const told = points.filter((point) => typeof point.value === 'number' && (!stacked || point.value > 0))
  const rows = told.map((point) => `${point.marker}${escape(point.seriesName)} <b>${facts.format(point.value)}</b>`)
  return [escape(points[0]?.name ?? ''), ...(stacked ? rows.reverse() : rows)].join('<br>')
}
