/** From days with a number each to a calendar in the look of the house. */
import type { EChartsCoreOption } from 'echarts/core'
import type { ChartColours } from './colours'
import { escape } from './option'

export type CalendarDay = { on: string; value: number; /** Lines of its tooltip. */ told: string[] }

/** From how many on, and how strong the colour is then (the alpha of a hexadecimal colour). */
export const LEVELS = [
  { from: 0, alpha: '' },
  { from: 1, alpha: '47' },
  { from: 2, alpha: '80' },
  { from: 4, alpha: 'b8' },
  { from: 7, alpha: 'ff' },
]

export function calendarOption(year: number, days: CalendarDay[], colours: ChartColours, locale: 'zh-CN' | 'en'): EChartsCoreOption {
  const text = { color: colours.ink2, fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily }
  const told = new Map(days.map((day) => [day.on, day.told]))
  return {
    animation: false,
    tooltip: {
      confine: true,
      backgroundColor: colours.sheet,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: 13 },
      formatter: ({ value }: { value: [string, number] }) => (told.get(value[0]) ?? []).map(escape).join('<br>'),
    },
    visualMap: {
      show: false,
      pieces: LEVELS.map(({ from, alpha }, i) => ({ gte: from, lt: LEVELS[i + 1]?.from, color: alpha ? colours.series[0] + alpha : colours.line })),
    },
    calendar: {
      range: String(year),
      left: 40,
      right: 4,
      top: 24,
      bottom: 4,
      cellSize: ['auto', 'auto'],
      splitLine: { show: false },
      itemStyle: { color: colours.line, borderColor: colours.sheet, borderWidth: 3 },
      yearLabel: { show: false },
      dayLabel: { ...text, firstDay: 1, nameMap: weekdays(locale) },
      monthLabel: { ...text, nameMap: months(locale) },
    },
    series: [{ type: 'heatmap', coordinateSystem: 'calendar', data: days.map((day) => [day.on, day.value]), emphasis: { itemStyle: { borderColor: colours.ink } } }],
  }
}

// Sunday first, as the chart counts; every other day is named. The first of March 2026 is a Sunday.
function weekdays(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: locale === 'en' ? 'short' : 'narrow' })
  return [1, 2, 3, 4, 5, 6, 7].map((day) => (day % 2 ? '' : format.format(new Date(2026, 2, day))))
}

function months(locale: string): string[] {
  const format = new Intl.DateTimeFormat(locale, { month: 'short' })
  return Array.from({ length: 12 }, (_, month) => format.format(new Date(2026, month, 1)))
}
