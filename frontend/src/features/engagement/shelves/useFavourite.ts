import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { sentenceOf } from '@/api/errors'
import { useSession } from '@/features/accounts/session'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useFavouriteIds, useSaveFavourite } from './queries'

type Titled = { id: number; title: string }

/** Whether a book is among my favourites, and the turn of it; a guest is asked to sign in first. */
export function useFavourite(book: MaybeRefOrGetter<Titled>) {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const { data: ids } = useFavouriteIds()
  const { mutateAsync } = useSaveFavourite()
  const favourite = computed(() => session.signedIn && (ids.value?.includes(toValue(book).id) ?? false))

  async function save(bookId: number, wanted: boolean): Promise<boolean> {
    try {
      await mutateAsync({ bookId, favourite: wanted })
      return true
    } catch (error) {
      show(t('favourites.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return false
    }
  }
  async function turn(): Promise<void> {
    if (!session.signedIn) return void router.push({ name: 'sign-in', query: { next: route.fullPath } })
    const { id, title } = toValue(book)
    const wanted = !favourite.value
    if (!(await save(id, wanted))) return
    const words = t(wanted ? 'favourites.added' : 'favourites.removed', { title: quoteTitle(title, locale.value) })
    show(words, { action: { label: t('actions.undo'), run: () => void save(id, !wanted) } })
  }
  return { favourite, turn }
}
