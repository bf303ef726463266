/** One act of the staff: do it, say what happened and offer the way back. What was refused changes nothing, and is said. */
import { ref } from 'vue'
import { ApiError, fieldSentenceOf, sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useToasts } from './useToasts'

type Said<Answer> = (answer: Answer) => string
type Undo<Answer> = (answer: Answer) => Promise<unknown>

/** `after`: what is asked anew, whatever came of it. */
export function useUndoableAct(after: () => Promise<unknown>) {
  const { t, te } = useWords()
  const { show } = useToasts()
  const busy = ref(false)

  function whyOf(error: unknown): string {
    const [problem] = error instanceof ApiError ? Object.values(error.fields).flat() : []
    return problem ? fieldSentenceOf(problem, t, te) : sentenceOf(error, t, te)
  }
  function tell<Answer>(answer: Answer, said: Said<Answer>, undo?: Undo<Answer>): void {
    const back = undo && { label: t('actions.undo'), run: () => void act(() => undo(answer), () => t('undoable.undone')) }
    show(said(answer), back ? { action: back } : {})
  }
  /** Returns the answer, or null when it was refused. */
  async function act<Answer>(send: () => Promise<Answer>, said: Said<Answer>, undo?: Undo<Answer>): Promise<Answer | null> {
    busy.value = true
    try {
      const answer = await send()
      tell(answer, said, undo)
      return answer
    } catch (error) {
      show(t('undoable.failed', { reason: whyOf(error) }), { tone: 'alarm' })
      return null
    } finally {
      busy.value = false
      await after()
    }
  }
  /** For a form, which stays open when it is refused: the error, or null. */
  async function save<Answer>(send: () => Promise<Answer>, said: Said<Answer>, undo?: Undo<Answer>): Promise<unknown> {
    busy.value = true
    try {
      const answer = await send()
      tell(answer, said, undo)
      return null
    } catch (error) {
      return error
    } finally {
      busy.value = false
      await after()
    }
  }
  return { act, save, busy, whyOf }
}

export const isMeanwhile = (error: unknown) => error instanceof ApiError && error.code === 'edited_meanwhile'
