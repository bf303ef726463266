import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { formatDate, quoteTitle } from '@/shared/format'
import { useBorrow, useClaim, useRenew, useUndoBorrowing } from './queries'
import { useReasons } from './reasons'

type Titled = { id: number; title: string }
type Borrowed = { id: number; book: Titled }

/** Borrow, undo it, renew, and say that it was returned, with words for what came of it. */
export function useLoanActs() {
  const { t, locale } = useWords()
  const { show } = useToasts()
  const { whyOf } = useReasons()
  const borrowing = useBorrow()
  const undoing = useUndoBorrowing()
  const renewing = useRenew()
  const claiming = useClaim()

  /** `undone`: how it is taken back, for eight seconds, if it can be. */
  async function attempt<Answer>(act: () => Promise<Answer>, done: (answer: Answer) => string, undone?: (answer: Answer) => (() => void) | null): Promise<boolean> {
    try {
      const answer = await act()
      const run = undone?.(answer)
      show(done(answer), run ? { action: { label: t('actions.undo'), run } } : {})
      return true
    } catch (error) {
      show(whyOf(error), { tone: 'alarm' })
      return false
    }
  }
  const titled = (book: Titled) => quoteTitle(book.title, locale.value)
  const borrow = (book: Titled) => attempt(() => borrowing.mutateAsync(book.id), (loan) => t('lending.borrowed', { title: titled(book), date: formatDate(loan.due_on, locale.value) }), (loan) => (loan.undo_until ? () => void undo(loan) : null))
  const undo = (loan: Borrowed) => attempt(() => undoing.mutateAsync(loan.id), () => t('lending.undone', { title: titled(loan.book) }))
  const renew = (loan: Borrowed) => attempt(() => renewing.mutateAsync(loan.id), (renewed) => t('lending.renewed', { title: titled(loan.book), date: formatDate(renewed.due_on, locale.value) }))
  const claim = (loan: Borrowed, reason: string) => attempt(() => claiming.mutateAsync({ loanId: loan.id, reason: reason.trim() || null }), () => t('lending.claimed', { title: titled(loan.book) }))
  return { borrow, undo, renew, claim, borrowing: borrowing.isLoading, undoing: undoing.isLoading, renewing: renewing.isLoading, claiming: claiming.isLoading }
}
