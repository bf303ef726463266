import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { sentenceOf } from '@/api/errors'
import { useSession } from '@/features/accounts/session'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'

/** What is so or not so between me and a book, and the turn of it: at once, and back with words when it could not be saved; a guest is asked to sign in first. */
export function useTurn(words: 'like' | 'favourites', known: MaybeRefOrGetter<boolean>, put: (bookId: number, wanted: boolean) => Promise<unknown>) {
  const { t, te } = useWords()
  const { show } = useToasts()
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const on = computed(() => session.signedIn && toValue(known))

  /** Whether it was saved. */
  async function save(bookId: number, wanted: boolean): Promise<boolean> {
    try {
      await put(bookId, wanted)
      return true
    } catch (error) {
      show(t(`${words}.rolledBack`, { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return false
    }
  }
  /** Whether it was turned; `on` says what it is now. */
  async function turn(bookId: number): Promise<boolean> {
    if (session.signedIn) return save(bookId, !on.value)
    void router.push({ name: 'sign-in', query: { next: route.fullPath } })
    return false
  }
  return { on, save, turn }
}
