/** One act of the staff: do it, say what happened, and ask the lists anew. What was refused changes nothing. */
import { ref } from 'vue'
import { ApiError, fieldSentenceOf } from '@/api/errors'
import { useToasts } from '@/shared/composables/useToasts'
import { useOrderWords } from '../orders/useOrderWords'
import { useShopRefresh } from './queries'

export function useShopAct() {
  const { t, te, whyOf } = useOrderWords()
  const { show } = useToasts()
  const refresh = useShopRefresh()
  const busy = ref(false)

  /** `undo`: how to take it back, for eight seconds. Returns the answer, or null when it was refused. */
  async function act<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<Answer | null> {
    busy.value = true
    try {
      const answer = await send()
      const back = undo && { label: t('actions.undo'), run: () => void act(() => undo(answer), () => t('orders.desk.undone')) }
      show(said(answer), back ? { action: back } : {})
      return answer
    } catch (error) {
      show(t('orders.acts.failed', { reason: whyOf(error) }), { tone: 'alarm' })
      return null
    } finally {
      busy.value = false
      await refresh()
    }
  }
  /** The same for a form that stays open when it is refused: what is wrong with it, or nothing. */
  async function save<Answer>(send: () => Promise<Answer>, said: (answer: Answer) => string, undo?: (answer: Answer) => Promise<unknown>): Promise<string> {
    busy.value = true
    try {
      const answer = await send()
      const back = undo && { label: t('actions.undo'), run: () => void act(() => undo(answer), () => t('orders.desk.undone')) }
      show(said(answer), back ? { action: back } : {})
      await refresh()
      return ''
    } catch (error) {
      const field = error instanceof ApiError ? Object.values(error.fields)[0]?.[0] : undefined
      return field ? fieldSentenceOf(field, t, te) : whyOf(error)
    } finally {
      busy.value = false
    }
  }
  return { act, save, busy }
}
