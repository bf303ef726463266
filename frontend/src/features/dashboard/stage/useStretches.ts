import { computed } from 'vue'
import type { Screen } from '@/api/shapes'
import { useStageWords } from './useStageWords'
import { endOf } from './ways'

const LEAST = 4

/** The day of an answer. */

/** How many stretches of the series are over: what the last has had by now would look like a fall. */
export function finishedOf(screen: Pick<Screen, 'series' | 'step' | 'today'>): number {
  const last = screen.series.at(-1)
  const goesOn = last !== undefined && endOf(last.starts_on, screen.step, '9999-12-31') >= screen.today
  return screen.series.length - (goesOn && screen.series.length >= LEAST ? 1 : 0)
}

/** The stretches of time that a panel shows: all in its table, those that are over as a line. */
export function useStretches(screen: () => Screen) {
  const { t, stretch } = useStageWords()
  const labels = computed(() => screen().series.map((point) => stretch(point.starts_on, screen().step)))
  const finished = computed(() => finishedOf(screen()))
  const goesOn = computed(() => finished.value < labels.value.length)
  const drawn = <Value>(values: Value[]) => values.slice(0, finished.value)
  const note = computed(() => t(`screen.${goesOn.value ? 'untilNotes' : 'stepNotes'}.${screen().step}`))
  return { labels, drawn, goesOn, note }
}
