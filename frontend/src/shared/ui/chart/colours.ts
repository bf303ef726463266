import { onBeforeUnmount, ref, type Ref } from 'vue'

export type ChartColours = { ink: string; ink2: string; line: string; sheet: string; alarm: string; series: string[] }

/** The theme's colours as values, because a chart cannot read CSS variables; they follow the switch of the theme. */
export function useChartColours(): Ref<ChartColours> {
  const colours = ref(readColours())
  const observer = new MutationObserver(() => (colours.value = readColours()))
  observer.observe(document.documentElement, { attributeFilter: ['class'] })
  onBeforeUnmount(() => observer.disconnect())
  return colours
}

function readColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: read('ink'),
    ink2: read('ink-2'),
    line: read('line'),
    sheet: read('sheet'),
    alarm: read('alarm'),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => read(`chart-${n}`)),
  }
}
