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

/** A name in lines of about so many letters. */
function brokenAt(name: string, most: number): string {
  const lines: string[] = []
  for (const word of name.includes(' ') ? name.split(' ') : (name.match(new RegExp(`.{1,${most}}`, 'gu')) ?? [])) {
    const last = lines.at(-1)
    if (last !== undefined && name.includes(' ') && `${last} ${word}`.length <= most) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/** The branches are named beside the rings, as words are read; leaves only colour their place, and tell when one points at them.
    `small`: with less room around the rings. */
export function sunOption(rays: Ray[], look: Look, words: { tell: (name: string, value: number) => string; share: (value: number) => string }, small = false): EChartsCoreOption {
  const long = look.locale === 'en'
  const radius = long ? (small ? 62 : 56) : small ? 72 : 67
  const [hole, middle] = [radius * 0.26, radius * 0.72]
  const colours = branchColours(rays.length, look)
  const total = rays.reduce((sum, ray) => sum + ray.value, 0)
  const { sheet, ink, ink2, line } = look.colours
  return {
    ...motionOf(look),
    tooltip: { ...tipOf(look), formatter: ({ name, value }: { name: string; value: number }) => (name ? escape(words.tell(name, value)) : '') },
    series: [
      {
        type: 'sunburst',
        radius: [`${hole}%`, `${radius}%`],
        sort: null,
        nodeClick: false,
        startAngle: 90,
        emphasis: { focus: 'none', itemStyle: { borderColor: ink } },
        itemStyle: { borderColor: sheet, borderWidth: look.em * 0.1, borderRadius: look.em * 0.15 },
        label: { show: false },
        levels: [{}, { r0: `${hole}%`, r: `${middle}%` }, { r0: `${middle + 2}%`, r: `${radius}%` }],
        data: rays.map((ray, i) => ({
          id: ray.key,
          name: ray.name,
          value: ray.value,
          itemStyle: { color: colours[i] },
          children: ray.children.map((leaf, k) => ({ id: leaf.key, name: leaf.name, value: leaf.value, itemStyle: { color: between(colours[i]!, sheet, 0.42 + 0.14 * (k % 2)) } })),
        })),
      },
      {
        type: 'pie',
        radius: [`${radius + 2}%`, `${radius + 2.5}%`],
        startAngle: 90,
        silent: true,
        emphasis: { disabled: true },
        itemStyle: { color: 'transparent' },
        data: rays.map((ray) => ({ name: ray.name, value: ray.value, label: { show: ray.value / Math.max(total, 1) > 0.02 }, labelLine: { show: ray.value / Math.max(total, 1) > 0.02 } })),
        label: {
          formatter: ({ name, value }: { name: string; value: number }) => `${brokenAt(name, long ? 16 : 7)}\n{share|${words.share(value / Math.max(total, 1))}}`,
          ...fontOf(look, 0.86, ink),
          lineHeight: look.em * 1.1,
          rich: { share: { ...fontOf(look, 0.8, ink2), lineHeight: look.em * 1.1 } },
        },
        labelLine: { length: look.em * 0.4, length2: look.em * 0.5, lineStyle: { color: between(line, ink2, 0.35), width: Math.max(1, look.em * 0.06) } },
      },
    ],
  }
}
