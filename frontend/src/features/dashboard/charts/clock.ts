/** Two scales crossed, each field the brighter the more there was: the hours of the week, and cohorts. */
import type { EChartsCoreOption } from 'echarts/core'
import { between, clearestOn, fontOf, tipOf, type Look } from '../stage/look'
import { escape, motionOf } from './axes'

export type Fields = { across: string[]; down: string[]; values: { x: number; y: number; value: number }[]; most: number; tell: (x: number, y: number, value: number) => string[]; /** What stands in each field. */ write?: (value: number) => string; /** Names of columns above instead of below. */ above?: boolean }

const SHADES = 7

/** From almost nothing to the clearest of the cool hues; the very most carries the one warm colour. */
export function shadesOf(look: Look): string[] {
  const { sheet, line, series } = look.colours
  const low = between(sheet, line, 0.9)
  const cool = Array.from({ length: SHADES }, (_, i) => between(low, series[0]!, ((i + 0.45) / (SHADES - 0.55)) ** 1.15))
  return [...cool, look.colours.seal]
}

export function clockOption(fields: Fields, look: Look): EChartsCoreOption {
  const shades = shadesOf(look)
  const most = Math.max(fields.most, 1e-9)
  const shadeOf = (value: number) => (value === fields.most && fields.most > 0 && !fields.write ? SHADES : Math.min(SHADES - 1, Math.floor((value / most) * SHADES)))
  const axis = { axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } }
  return {
    ...motionOf(look),
    grid: { left: 0, right: look.em * 0.25, top: fields.above ? look.em * 0.2 : look.em * 0.3, bottom: 0, containLabel: true },
    tooltip: { ...tipOf(look), formatter: ({ value }: { value: [number, number, number] }) => fields.tell(value[0], value[1], value[2]).map(escape).join('<br>') },
    xAxis: { type: 'category', data: fields.across, position: fields.above ? 'top' : 'bottom', ...axis, axisLabel: { ...fontOf(look, 0.84), hideOverlap: true, margin: look.em * 0.5 } },
    yAxis: { type: 'category', data: fields.down, inverse: true, ...axis, axisLabel: { ...fontOf(look, 0.86), margin: look.em * 0.6 } },
    series: [
      {
        type: 'heatmap',
        coordinateSystem: 'cartesian2d',
        progressive: 0,
        data: fields.values.map(({ x, y, value }) => ({ value: [x, y, value], itemStyle: { color: shades[shadeOf(value)], borderColor: look.colours.sheet, borderWidth: look.em * 0.16, borderRadius: look.em * 0.22 }, label: { show: Boolean(fields.write), formatter: fields.write?.(value) ?? '', ...fontOf(look, 0.84, clearestOn(shades[shadeOf(value)]!, look)) } })),
        emphasis: { itemStyle: { borderColor: look.colours.ink, borderWidth: look.em * 0.1 } },
      },
    ],
    visualMap: { show: false, min: 0, max: most, inRange: { colorAlpha: [1, 1] } },
  }
}
