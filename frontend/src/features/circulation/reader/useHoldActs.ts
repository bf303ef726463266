import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { formatDate, formatNumber, quoteTitle } from '@/shared/format'
import { useCancelHold, useExtendHold, usePlaceHold, useResumeHold, useSuspendHold } from './queries'
import { useReasons } from './reasons'

type Titled = { id: number; title: string }
type Kept = { id: number; book: Titled }

/** Wait for a book, not now, again, longer, or no more, with words for what came of it. */
export function useHoldActs() {
  const { t, locale } = useWords()
  const { show } = useToasts()
  const { whyOf } = useReasons()
  const placing = usePlaceHold()
  const cancelling = useCancelHold()
  const suspending = useSuspendHold()
  const resuming = useResumeHold()
  const extending = useExtendHold()
  const titled = (book: Titled) => quoteTitle(book.title, locale.value)
  const day = (value: string | null) => (value ? formatDate(value, locale.value) : '')

  async function attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (error) {
      show(whyOf(error), { tone: 'alarm' })
      return false
    }
  }
  /** Nothing is lost yet: taken back by one click, for eight seconds. */
  const place = (book: Titled) => attempt(async () => {
    const hold = await placing.mutateAsync(book.id)
    const words = hold.position === null ? t('lending.asked', { title: titled(book) }) : t('lending.joined', { title: titled(book), n: formatNumber(hold.position, locale.value) })
    show(words, { action: { label: t('actions.undo'), run: () => void cancel({ id: hold.id, book }) } })
  })
  const cancel = (hold: Kept) => attempt(async () => {
    await cancelling.mutateAsync(hold.id)
    show(t('lending.cancelled', { title: titled(hold.book) }))
  })
  /** Taken back without loss: the place in the queue stays. */
  const suspend = (hold: Kept, until: string) => attempt(async () => {
    const kept = await suspending.mutateAsync({ holdId: hold.id, until })
    show(t('lending.suspended', { title: titled(hold.book), date: day(kept.suspended_until) }), { action: { label: t('actions.undo'), run: () => void resume(hold) } })
  })
  const resume = (hold: Kept) => attempt(async () => {
    await resuming.mutateAsync(hold.id)
    show(t('lending.resumed', { title: titled(hold.book) }))
  })
  const extend = (hold: Kept) => attempt(async () => {
    const kept = await extending.mutateAsync(hold.id)
    show(t('lending.extended', { title: titled(hold.book), date: day(kept.pickup_until) }))
  })
  return { place, cancel, suspend, resume, extend, placing: placing.isLoading, cancelling: cancelling.isLoading, suspending: suspending.isLoading }
}
