import { reactive } from 'vue'
import { sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useExcludeBook } from './queries'

type Titled = { id: number; title: string }

/** "Does not speak for me", with an undo; `said` holds what was decided here, before the library has answered. */
export function useExclusion() {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const { mutateAsync } = useExcludeBook()
  const said = reactive(new Map<number, boolean>())

  async function save(book: Titled, excluded: boolean): Promise<boolean> {
    const before = said.get(book.id)
    said.set(book.id, excluded)
    try {
      await mutateAsync({ bookId: book.id, excluded })
      return true
    } catch (error) {
      if (before === undefined) said.delete(book.id)
      else said.set(book.id, before)
      show(sentenceOf(error, t, te), { tone: 'alarm' })
      return false
    }
  }
  async function exclude(book: Titled): Promise<void> {
    if (!(await save(book, true))) return
    show(t('taste.excluded', { title: quoteTitle(book.title, locale.value) }), { action: { label: t('actions.undo'), run: () => void save(book, false) } })
  }
  const include = (book: Titled) => save(book, false)
  return { said, exclude, include }
}
