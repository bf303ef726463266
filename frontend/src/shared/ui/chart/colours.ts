import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

export type ChartColours = { ink: string; ink2: string; line: string; sheet: string; paper: string; seal: string; alarm: string; series: string[] }

/** The theme's colours as values, because a chart cannot read CSS variables; they follow the switch of the theme, or of the place that has one of its own. */
export function useChartColours(place?: Ref<HTMLElement | null>): Ref<ChartColours> {
  const colours = ref(readColours(document.documentElement))
  const observer = new MutationObserver(() => (colours.value = readColours(place?.value ?? document.documentElement)))
  observer.observe(document.documentElement, { attributeFilter: ['class'] })
  if (place) {
    watch(place, (found) => {
      if (!found) return
      observer.observe(found, { attributeFilter: ['class'] })
      colours.value = readColours(found)
    }, { flush: 'sync' })
  }
  onBeforeUnmount(() => observer.disconnect())
  return colours
}

function readColours(place: HTMLElement): ChartColours {
  const style = getComputedStyle(place)
  // A build writes #ffffff as #fff; whoever mixes colours needs all six.
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim().replace(/^#([\da-f])([\da-f])([\da-f])$/i, '#$1$1$2$2$3$3')
  return {
    ink: read('ink'),
    ink2: read('ink-2'),
    line: read('line'),
    sheet: read('sheet'),
    paper: read('paper'),
    seal: read('seal'),
    alarm: read('alarm'),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((n) => read(`chart-${n}`)),
  }
}
