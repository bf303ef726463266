import { computed } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Screen } from '@/api/shapes'
import { formatDay } from '@/shared/format'
import { useStage } from './look'
import { useStageWords } from './useStageWords'

type Run = Screen['model']['runs'][number]

/** Runs that were measured, named by their day; two of one day by their number too. */
export function useRunLabels(screen: () => Screen) {
  const { locale } = useStageWords()
  const { open } = useStage()
  const measured = computed(() => screen().model.runs.filter((run) => run.ndcg_at_10 !== null))
  const labels = computed(() => {
    const days = measured.value.map((run) => formatDay(run.started_at, locale.value))
    return days.map((day, i) => (days.indexOf(day) === days.lastIndexOf(day) ? day : `${day} #${measured.value[i]!.run_id}`))
  })
  const wayOf = (run: Run): RouteLocationRaw | undefined => (open.value ? { name: 'staff-run', params: { id: run.run_id } } : undefined)
  return { measured, labels, wayOf }
}
