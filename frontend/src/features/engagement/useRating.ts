import { ref, toValue, type MaybeRefOrGetter } from 'vue'
import { sentenceOf } from '@/api/errors'
import { useWords } from '@/i18n'
import { quoteTitle } from '@/shared/format'
import { useToasts } from '@/shared/composables/useToasts'
import { useRateBook } from './queries'

type Rated = { id: number; title: string }

/** Rate, take back and undo, with words for what happened. */
export function useRating(book: MaybeRefOrGetter<Rated>, stars: MaybeRefOrGetter<number | null>) {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const { mutateAsync } = useRateBook()
  /** True for a moment after the stars fell back to what they were. */
  const rolledBack = ref(false)

  async function save(value: number | null): Promise<boolean> {
    rolledBack.value = false
    try {
      await mutateAsync({ bookId: toValue(book).id, stars: value })
      return true
    } catch (error) {
      rolledBack.value = true
      show(t('rating.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return false
    }
  }
  async function rate(value: number): Promise<void> {
    if (value !== toValue(stars)) await save(value)
  }
  async function remove(): Promise<void> {
    const before = toValue(stars)
    if (before === null || !(await save(null))) return
    const title = quoteTitle(toValue(book).title, locale.value)
    show(t('rating.removed', { title }), { action: { label: t('actions.undo'), run: () => void save(before) } })
  }
  return { rate, remove, rolledBack }
}
