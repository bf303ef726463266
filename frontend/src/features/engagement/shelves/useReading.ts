import { toValue, type MaybeRefOrGetter } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { sentenceOf } from '@/api/errors'
import type { MyReading, ReadingRecord, ReadingStatus } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useSaveReading } from './queries'
import { again, moved, recordOf, today } from './reading'

type Titled = { id: number; title: string }

/** Say where I am with a book, with words for what happened and a way back. */
export function useReading(book: MaybeRefOrGetter<Titled>, reading: MaybeRefOrGetter<MyReading | null>) {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const session = useSession()
  const route = useRoute()
  const router = useRouter()
  const { mutateAsync } = useSaveReading()

  async function save(record: ReadingRecord | null): Promise<boolean> {
    try {
      await mutateAsync({ bookId: toValue(book).id, record })
      return true
    } catch (error) {
      show(t('reading.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return false
    }
  }
  async function change(record: ReadingRecord | null): Promise<boolean> {
    const before = toValue(reading)
    if (!(await save(record))) return false
    const title = quoteTitle(toValue(book).title, locale.value)
    const words = record ? t('reading.saved', { title, status: t(`reading.status.${record.status}`) }) : t('reading.forgotten', { title })
    show(words, { action: { label: t('actions.undo'), run: () => void save(before && recordOf(before)) } })
    return true
  }
  /** The status that it has already is taken back. */
  async function choose(status: ReadingStatus): Promise<void> {
    if (!session.signedIn) return void router.push({ name: 'sign-in', query: { next: route.fullPath } })
    const now = toValue(reading)
    await change(now?.status === status ? null : moved(now, status, today()))
  }
  async function readAgain(): Promise<void> {
    const now = toValue(reading)
    if (now) await change(again(now, today()))
  }
  return { change, choose, readAgain }
}
