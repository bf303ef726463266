/** An act in hand: its steps, and going on with it part by part while the page is open. */
import { onBeforeUnmount, ref } from 'vue'
import { ApiError, sentenceOf } from '@/api/errors'
import type { BulkAct } from '@/api/shapes'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { useBulkStep, type BulkStep } from './queries'

const PAUSE = 400

export function useBulkWork() {
  const { t, te } = useWords()
  const { show } = useToasts()
  const step = useBulkStep()
  const busy = ref(false)
  let left = false
  onBeforeUnmount(() => (left = true))

  /** Whatever is left when the page is closed is gone on with by the library itself. */
  async function goOn(act: BulkAct): Promise<void> {
    let now: BulkAct | null = act
    while (now?.at_work && !left) {
      try {
        now = await step.mutateAsync({ id: act.id, step: 'advance' })
      } catch (error) {
        // Somebody else is at it, or many are: a moment later.
        if (!(error instanceof ApiError) || !['busy', 'too_many_requests'].includes(error.code)) throw error
        await new Promise((resolve) => setTimeout(resolve, PAUSE))
      }
    }
  }

  async function take(act: BulkAct, what: BulkStep | 'goOn'): Promise<void> {
    if (busy.value && what !== 'stop') return
    busy.value = true
    try {
      const now = what === 'goOn' ? act : await step.mutateAsync({ id: act.id, step: what })
      if (now) await goOn(now)
    } catch (error) {
      show(sentenceOf(error, t, te), { tone: 'alarm' })
    } finally {
      busy.value = false
    }
  }
  return { take, busy }
}
