import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { formatDate, quoteTitle } from '@/shared/format'
import { useBorrow, useClaim, useRenew } from './queries'
import { useReasons } from './reasons'

type Titled = { id: number; title: string }
type Borrowed = { id: number; book: Titled }

/** Borrow, renew, and say that it was returned, with words for what came of it. */
export function useLoanActs() {
  const { t, locale } = useWords()
  const { show } = useToasts()
  const { whyOf } = useReasons()
  const borrowing = useBorrow()
  const renewing = useRenew()
  const claiming = useClaim()

  async function attempt<Answer>(act: () => Promise<Answer>, done: (answer: Answer) => string): Promise<boolean> {
    try {
      show(done(await act()))
      return true
    } catch (error) {
      show(whyOf(error), { tone: 'alarm' })
      return false
    }
  }
  const titled = (book: Titled) => quoteTitle(book.title, locale.value)
  const borrow = (book: Titled) => attempt(() => borrowing.mutateAsync(book.id), (loan) => t('lending.borrowed', { title: titled(book), date: formatDate(loan.due_on, locale.value) }))
  const renew = (loan: Borrowed) => attempt(() => renewing.mutateAsync(loan.id), (renewed) => t('lending.renewed', { title: titled(loan.book), date: formatDate(renewed.due_on, locale.value) }))
  const claim = (loan: Borrowed, reason: string) => attempt(() => claiming.mutateAsync({ loanId: loan.id, reason: reason.trim() || null }), () => t('lending.claimed', { title: titled(loan.book) }))
  return { borrow, renew, claim, borrowing: borrowing.isLoading, renewing: renewing.isLoading, claiming: claiming.isLoading }
}
