/** One act on many things from its preview to its end, and back: the page drives it, part by part. */
import { computed, ref, shallowRef } from 'vue'
import type { BulkAct } from '@/api/shapes'
import { advanceAct, fetchAct, forgetAct, prepareAct, startAct, stopAct, undoAct, type Asked } from './queries'

export function useBulkAct(changed: () => void) {
  const act = shallowRef<BulkAct | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  /** A page that is left stops asking; the library's own job does the rest. */
  let driving = 0

  async function attempt(send: () => Promise<BulkAct>): Promise<boolean> {
    busy.value = true
    error.value = null
    try {
      act.value = await send()
      return true
    } catch (problem) {
      error.value = problem
      return false
    } finally {
      busy.value = false
    }
  }
  async function drive(): Promise<void> {
    const mine = ++driving
    while (act.value?.at_work && mine === driving) {
      const id = act.value.id
      try {
        const next = await advanceAct(id)
        if (mine !== driving) return
        act.value = next
        error.value = null
      } catch (problem) {
        if (mine === driving) error.value = problem
        return
      }
    }
    if (mine === driving) changed()
  }
  const prepare = (asked: Asked) => attempt(() => prepareAct(asked))
  const begin = (send: (id: number) => Promise<BulkAct>) => async () => {
    if (act.value && (await attempt(() => send(act.value!.id)))) await drive()
  }
  async function stop(): Promise<void> {
    driving++
    if (act.value && (await attempt(() => stopAct(act.value!.id)))) changed()
  }
  /** What was interrupted goes on where it is: it may be further than this page knows. */
  const goOn = begin(fetchAct)
  /** The preview is thrown away; what has begun is not. */
  function leave(): void {
    driving++
    const left = act.value
    act.value = null
    error.value = null
    if (left?.state === 'preview') void forgetAct(left.id).catch(() => undefined)
    else if (left) changed()
  }
  const progress = computed(() => (act.value?.work_total ? act.value.work_done / act.value.work_total : 0))
  return { act, error, busy, progress, prepare, start: begin(startAct), undo: begin(undoAct), stop, goOn, leave }
}
