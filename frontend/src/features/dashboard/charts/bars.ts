/** Amounts side by side: standing or lying bars, each with its figure. */
import type { EChartsCoreOption } from 'echarts/core'
import { fontOf, tipOf, wash, type Look } from '../stage/look'
import { escape, labelAxis, motionOf, told, valueAxis } from './axes'

export type Bars = { labels: string[]; sets: { name: string; colour: string; values: (number | null)[] }[]; write: (value: number) => string; axis?: (value: number) => string; whole?: boolean; lying?: boolean; /** Few lying bars: thick ones. */ thick?: boolean; /** Of each bar, where they are no set of one kind. */ colours?: string[]; /** The last stretch is not over: a pale bar. */ unfinished?: boolean }

export function barsOption(bars: Bars, look: Look): EChartsCoreOption {
  const nothing = !bars.sets.some((set) => set.values.some((value) => value))
  const labels = { ...labelAxis(look, bars.labels, true), inverse: bars.lying, ...(bars.lying && { axisLine: { show: false } }) }
  const values = { ...valueAxis(look, bars.axis ?? bars.write, { nothing, whole: bars.whole ?? true }), ...(bars.lying && { show: false }) }
  return {
    ...motionOf(look),
    grid: { left: 0, right: bars.lying ? look.em * 4 : look.em * 0.25, top: bars.lying ? 0 : look.em * 1.4, bottom: bars.lying ? 0 : look.em * 0.2, containLabel: true },
    tooltip: { ...tipOf(look), trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: wash(look.colours.series[5]!, 0.08) } }, formatter: (points: { seriesName: string; value: number | '-'; marker: string; name: string }[]) => [escape(points[0]?.name ?? ''), ...points.filter((point) => typeof point.value === 'number').map((point) => told(point.marker, point.seriesName, bars.write(point.value as number)))].join('<br>') },
    xAxis: bars.lying ? values : labels,
    yAxis: bars.lying ? labels : values,
    series: bars.sets.map((set) => ({
      id: set.name,
      name: set.name,
      type: 'bar',
      barMaxWidth: look.em * (bars.thick ? 3.2 : bars.lying ? 1 : 2.2),
      barMinHeight: 1,
      barGap: '15%',
      data: set.values.map((value, i) => ({ value: value ?? '-', itemStyle: { ...(bars.colours && { color: bars.colours[i] }), ...(bars.unfinished && i === set.values.length - 1 && { opacity: 0.4 }) } })),
      itemStyle: { color: set.colour, borderRadius: bars.lying ? [0, look.em * 0.25, look.em * 0.25, 0] : [look.em * 0.25, look.em * 0.25, 0, 0] },
      label: { show: bars.lying || bars.sets.length === 1, position: bars.lying ? 'right' : 'top', formatter: ({ value }: { value: number | '-' }) => (value === '-' ? '' : bars.write(value)), ...fontOf(look, 0.86, look.colours.ink), distance: look.em * 0.35 },
      emphasis: { disabled: true },
    })),
  }
}
