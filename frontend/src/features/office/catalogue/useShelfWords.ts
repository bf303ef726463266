/** A curated shelf in words: its title, and the days on which it is shown. */
import type { DeskShelf } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatDay } from '@/shared/format'

type Days = { starts_on: string | null; ends_on: string | null }

export function useShelfWords() {
  const { t, locale, nameOf } = useWords()
  const titleOf = (shelf: Pick<DeskShelf, 'title_zh' | 'title_en'>) => nameOf({ name_zh: shelf.title_zh, name_en: shelf.title_en })
  const day = (on: string) => formatDay(on, locale.value)
  function daysOf({ starts_on, ends_on }: Days): string {
    if (starts_on && ends_on) return t('discounts.span', { from: day(starts_on), to: day(ends_on) })
    if (starts_on) return t('shelvesDesk.from', { day: day(starts_on) })
    return ends_on ? t('shelvesDesk.until', { day: day(ends_on) }) : ''
  }
  return { titleOf, daysOf }
}
