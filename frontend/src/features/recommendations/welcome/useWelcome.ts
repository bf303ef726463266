import { computed, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { sentenceOf } from '@/api/errors'
import type { BookCard } from '@/api/shapes'
import { nextPathOf } from '@/features/accounts/nextPath'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { useFinishOnboarding, useOnboarding } from './queries'

/** How many books make a beginning. */
export const GOAL = 5

type Doings = {
  like: (bookId: number, liked: boolean) => Promise<unknown>
  rate: (bookId: number, stars: number | null) => Promise<unknown>
}

/** The first minutes: categories, books tapped or given stars, and the way to the front page. */
export function useWelcome(doings: Doings) {
  const { t, te } = useWords()
  const { show } = useToasts()
  const route = useRoute()
  const router = useRouter()
  const chosen = ref<string[]>([])
  const { data, error, refetch, isPlaceholderData } = useOnboarding(chosen)
  const { mutateAsync, isLoading: finishing } = useFinishOnboarding()
  const liked = reactive(new Map<number, BookCard | null>())
  const rated = reactive(new Map<number, { book: BookCard; stars: number }>())

  // What was chosen or liked on an earlier visit counts.
  const stop = watch(data, (first) => {
    if (!first) return
    chosen.value = [...first.chosen]
    for (const id of first.liked_book_ids) if (!liked.has(id)) liked.set(id, null)
    queueMicrotask(() => stop())
  }, { immediate: true })

  const picked = computed(() => {
    const books = new Map<number, BookCard | null>(liked)
    for (const [id, { book }] of rated) if (!books.get(id)) books.set(id, book)
    return books
  })

  function toggleCategory(slug: string): void {
    chosen.value = chosen.value.includes(slug) ? chosen.value.filter((other) => other !== slug) : [...chosen.value, slug].sort()
  }
  async function toggleLike(book: BookCard): Promise<void> {
    const before = liked.has(book.id)
    set(!before)
    try {
      await track(doings.like(book.id, !before))
    } catch (failure) {
      set(before)
      show(sentenceOf(failure, t, te), { tone: 'alarm' })
    }
    function set(is: boolean): void {
      if (is) liked.set(book.id, book)
      else liked.delete(book.id)
    }
  }
  async function rate(book: BookCard, stars: number | null): Promise<void> {
    const before = rated.get(book.id)?.stars ?? null
    set(stars)
    try {
      await track(doings.rate(book.id, stars))
    } catch (failure) {
      set(before)
      show(sentenceOf(failure, t, te), { tone: 'alarm' })
    }
    function set(value: number | null): void {
      if (value === null) rated.delete(book.id)
      else rated.set(book.id, { book, stars: value })
    }
  }
  // The list that comes next is made of what was picked, the last tap included.
  const underWay = new Set<Promise<unknown>>()
  function track(work: Promise<unknown>): Promise<unknown> {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }
  async function finish(): Promise<void> {
    await Promise.allSettled(underWay)
    try {
      await mutateAsync(chosen.value)
      await router.replace(nextPathOf(route.query.next))
    } catch (failure) {
      show(sentenceOf(failure, t, te), { tone: 'alarm' })
    }
  }
  return { data, error, refetch, busy: isPlaceholderData, chosen, liked, rated, picked, toggleCategory, toggleLike, rate, finish, finishing }
}
