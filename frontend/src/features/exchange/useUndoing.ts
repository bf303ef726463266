/** Taking an import back, with words for what happened. */
import { sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { useUndoImport } from './queries'

export function useUndoing() {
  const { t, te } = useWords()
  const { show } = useToasts()
  const { mutateAsync, isLoading } = useUndoImport()

  async function undo(id: number): Promise<void> {
    try {
      await mutateAsync(id)
      show(t('exchangeDesk.undone'))
    } catch (error) {
      show(sentenceOf(error, t, te), { tone: 'alarm' })
    }
  }
  return { undo, isLoading }
}
