import { toValue, type MaybeRefOrGetter } from 'vue'
import { sentenceOf } from '@/api/errors'
import type { MyReview, ReviewText } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { dropDraft, textOf } from './drafts'
import { useSaveReview } from './queries'

type Titled = { id: number; title: string }

/** Write, change and take back my review of a book, with words for what happened and a way back. */
export function useMyReview(book: MaybeRefOrGetter<Titled>, mine: MaybeRefOrGetter<MyReview | null>) {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const session = useSession()
  const { mutateAsync } = useSaveReview()

  async function save(review: ReviewText | 'remove' | 'restore', shown: MyReview | null): Promise<MyReview | null | undefined> {
    try {
      return await mutateAsync({ bookId: toValue(book).id, review, shown })
    } catch (error) {
      show(t('reviews.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return undefined
    }
  }
  function shownOf(text: ReviewText, before: MyReview | null): MyReview {
    const now = new Date().toISOString()
    const fresh = { id: 0, book_id: toValue(book).id, state: 'published', held_for: null, decision_reason: null, created_at: now, edited_at: null, edit_count: 0, helpful_count: 0, borrowed_here: false }
    return { ...fresh, ...before, ...text } as MyReview
  }
  /** Whether it was saved. */
  async function write(text: ReviewText): Promise<boolean> {
    const before = toValue(mine)
    const saved = await save(text, shownOf(text, before))
    if (saved === undefined) return false
    dropDraft(session.reader?.id ?? 0, toValue(book).id)
    const undo = () => void (before ? save(textOf(before), before) : save('remove', null))
    const words = saved?.visibility !== 'public' ? 'savedPrivate' : saved.state === 'published' ? 'savedPublic' : 'savedHeld'
    show(t(`reviews.${words}`), { action: { label: t('actions.undo'), run: undo } })
    return true
  }
  async function remove(): Promise<void> {
    const before = toValue(mine)
    if (!before || (await save('remove', null)) === undefined) return
    const title = quoteTitle(toValue(book).title, locale.value)
    show(t('reviews.removed', { title }), { action: { label: t('actions.undo'), run: () => void save('restore', before) } })
  }
  return { write, remove }
}
