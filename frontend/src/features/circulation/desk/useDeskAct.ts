/** One act of the staff: do it, say what happened, and ask the lists anew. What was refused changes nothing. */
import { ref } from 'vue'
import { useToasts } from '@/shared/composables/useToasts'
import { useDeskRefresh } from './queries'
import { useDeskWords } from './useDeskWords'

export function useDeskAct() {
  const { t, whyOf } = useDeskWords()
  const { show } = useToasts()
  const refresh = useDeskRefresh()
  const busy = ref(false)

  /** `said`: what to say of the answer; `undo`: how to take it back, for eight seconds. True when it was done. */
  async function act<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<boolean> {
    busy.value = true
    try {
      const answer = await send()
      const back = undo && { label: t('actions.undo'), run: () => void act(() => undo(answer), () => t('desk.returns.undone')) }
      show(said(answer), back ? { action: back } : {})
      return true
    } catch (error) {
      show(t('desk.notDone', { reason: whyOf(error) }), { tone: 'alarm' })
      return false
    } finally {
      busy.value = false
      await refresh()
    }
  }
  return { act, busy }
}
