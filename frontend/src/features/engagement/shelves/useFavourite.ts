import { toValue, type MaybeRefOrGetter } from 'vue'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useTurn } from '../useTurn'
import { useFavouriteIds, useSaveFavourite } from './queries'

type Titled = { id: number; title: string }

/** Whether a book is among my favourites, and the turn of it, with a way back. */
export function useFavourite(book: MaybeRefOrGetter<Titled>) {
  const { t, locale } = useWords()
  const { show } = useToasts()
  const { data: ids } = useFavouriteIds()
  const { mutateAsync } = useSaveFavourite()
  const { on: favourite, save, turn: turnOne } = useTurn('favourites', () => ids.value?.includes(toValue(book).id) ?? false, (bookId, wanted) => mutateAsync({ bookId, favourite: wanted }))

  async function turn(): Promise<void> {
    const { id, title } = toValue(book)
    const wanted = !favourite.value
    if (!(await turnOne(id))) return
    const words = t(wanted ? 'favourites.added' : 'favourites.removed', { title: quoteTitle(title, locale.value) })
    show(words, { action: { label: t('actions.undo'), run: () => void save(id, !wanted) } })
  }
  return { favourite, turn }
}
