import { reactive } from 'vue'
import { sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useDismissBook } from './queries'

type Titled = { id: number; title: string }

/** "Not interested": the book leaves the shelf at once, and comes back at "undo" or when it could not be saved. */
export function useDismissal() {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const { mutateAsync } = useDismissBook()
  const gone = reactive(new Set<number>())

  async function save(book: Titled, dismissed: boolean): Promise<boolean> {
    try {
      await mutateAsync({ bookId: book.id, dismissed })
      return true
    } catch (error) {
      show(sentenceOf(error, t, te), { tone: 'alarm' })
      return false
    }
  }
  async function dismiss(book: Titled): Promise<void> {
    gone.add(book.id)
    if (!(await save(book, true))) return void gone.delete(book.id)
    show(t('recommendations.dismissed', { title: quoteTitle(book.title, locale.value) }), { action: { label: t('actions.undo'), run: () => void restore(book) } })
  }
  async function restore(book: Titled): Promise<boolean> {
    const saved = await save(book, false)
    if (saved) gone.delete(book.id)
    return saved
  }
  return { gone, dismiss, restore }
}
