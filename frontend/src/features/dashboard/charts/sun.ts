/** The tree of categories as rings. */
import type { EChartsCoreOption } from 'echarts/core'
import { between, fontOf, tipOf, type Look } from '../stage/look'
import { escape, motionOf } from './axes'

export type Ray = { key: string; name: string; value: number; children: { key: string; name: string; value: number }[] }

/** As many cool hues as there are branches, neighbours apart in lightness: the warm one is for what asks for attention. */
export function branchColours(count: number, look: Look): string[] {
  const { series, sheet, ink } = look.colours
  const cool = [series[0]!, series[1]!, series[2]!, series[4]!, series[6]!, series[7]!]
  return Array.from({ length: count }, (_, i) => {
    const hue = cool[i % cool.length]!
    return i < cool.length ? hue : between(hue, i % 2 ? sheet : ink, 0.34)
  })
}

/** `small`: where words are long, only the branches are named. */
export function sunOption(rays: Ray[], look: Look, tell: (name: string, value: number) => string, small = false): EChartsCoreOption {
  const long = look.locale === 'en'
  const [hole, middle, text, width] = small && long ? ['9%', '72%', 0.72, 4.8] as const : long ? ['13%', '62%', 0.76, 5.2] as const : ['17%', '58%', 0.82, 3.4] as const
  const colours = branchColours(rays.length, look)
  const total = rays.reduce((sum, ray) => sum + ray.value, 0)
  const named = (value: number, least: number) => value / Math.max(total, 1) > least
  const onColour = look.colours.sheet
  return {
    ...motionOf(look),
    tooltip: { ...tipOf(look), formatter: ({ name, value }: { name: string; value: number }) => (name ? escape(tell(name, value)) : '') },
    series: [
      {
        type: 'sunburst',
        radius: [hole, '98%'],
        center: ['50%', '50%'],
        sort: undefined,
        nodeClick: false,
        startAngle: 90,
        emphasis: { focus: 'none', itemStyle: { borderColor: look.colours.ink } },
        itemStyle: { borderColor: look.colours.sheet, borderWidth: look.em * 0.12, borderRadius: look.em * 0.2 },
        levels: [
          {},
          { r0: hole, r: middle, label: { ...fontOf(look, text, onColour), fontWeight: 600, overflow: 'truncate', width: look.em * width } },
          { r0: `${Number.parseFloat(middle) + 1.5}%`, r: '98%', label: { ...fontOf(look, small ? 0.66 : 0.72, look.colours.ink), rotate: 'radial', overflow: 'truncate', width: look.em * (small ? 2.7 : 4.2) } },
        ],
        data: rays.map((ray, i) => ({
          id: ray.key,
          name: ray.name,
          value: ray.value,
          itemStyle: { color: colours[i] },
          label: { show: named(ray.value, 0.03), rotate: ray.value / Math.max(total, 1) > 0.13 && !long ? 'tangential' : 'radial' },
          children: ray.children.map((leaf, k) => ({ id: leaf.key, name: leaf.name, value: leaf.value, itemStyle: { color: between(colours[i]!, look.colours.sheet, 0.42 + 0.1 * (k % 2)) }, label: { show: !(small && long) && named(leaf.value, 0.023) } })),
        })),
      },
    ],
  }
}
