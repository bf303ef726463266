/** One act of the staff: do it, say what happened, and ask the lists anew. What was refused changes nothing. */
import { ref } from 'vue'
import { useToasts } from '@/shared/composables/useToasts'
import { useOfficeRefresh } from './queries'
import { useBookWords } from './useBookWords'

export function useOfficeAct() {
  const { t, whyOf } = useBookWords()
  const { show } = useToasts()
  const refresh = useOfficeRefresh()
  const busy = ref(false)

  async function run<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<Answer> {
    busy.value = true
    try {
      const answer = await send()
      const back = undo && { label: t('actions.undo'), run: () => void act(() => undo(answer), () => t('officeBooks.undone')) }
      show(said(answer), back ? { action: back } : {})
      return answer
    } finally {
      busy.value = false
      await refresh()
    }
  }
  /** `undo`: how to take it back, for eight seconds. Returns the answer, or null when it was refused. */
  async function act<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<Answer | null> {
    try {
      return await run(send, said, undo)
    } catch (error) {
      show(t('officeBooks.failed', { reason: whyOf(error) }), { tone: 'alarm' })
      return null
    }
  }
  /** The same for a form that stays open when it is refused: what is wrong with it, or nothing. */
  async function save<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<string> {
    try {
      await run(send, said, undo)
      return ''
    } catch (error) {
      return whyOf(error)
    }
  }
  return { act, save, busy }
}
