/** What was noted in the calendar, and what moved for it, in one or more sentences. */
import { useWords } from '@/i18n'
import { formatNumber } from '@/shared/format'

export function useMovedWords() {
  const { t, locale } = useWords()
  return (noted: string, { moved, moved_holds }: { moved: number; moved_holds: number }): string =>
    [
      moved ? t('closure.movedLoans', { n: formatNumber(moved, locale.value) }, moved) : '',
      moved_holds ? t('closure.movedHolds', { n: formatNumber(moved_holds, locale.value) }, moved_holds) : '',
    ].reduce((said, more) => (more ? t('closure.andThen', { said, more }) : said), noted)
}
