/** Books that are fetched for readers: by a scan or by hand, each with a way back. */
import { ref } from 'vue'
import { ApiError } from '@/api/errors'
import type { DeskHold } from '@/api/shapes'
import { actOnCopy, holdNotFound, shelveHold, undoShelf } from './acts'
import { fetchCopy, useDeskRefresh } from './queries'
import { tidied } from './scans'
import type { Sign, Tone } from './ScanAnswer.vue'
import { useDeskAct } from './useDeskAct'
import { useDeskWords } from './useDeskWords'
import { useScanSound } from './useScanSound'

export type PullAnswer = { tone: Tone; sign: Sign; title: string; sentence: string }

export function usePullActs(list: () => DeskHold[]) {
  const { t, day, whyOf } = useDeskWords()
  const { play } = useScanSound()
  const { act } = useDeskAct()
  const refresh = useDeskRefresh()
  const answer = ref<PullAnswer | null>(null)
  const sentenceOf = (hold: DeskHold) => t('desk.pull.done', { title: hold.book.title, name: hold.reader?.name ?? '', day: day(hold.pickup_until) })
  let queue: Promise<unknown> = Promise.resolve()

  const shelve = (hold: DeskHold, barcode = hold.copy?.barcode ?? '') => act(() => shelveHold(hold.id, barcode), sentenceOf, (done) => undoShelf(done.id))

  /** The copy is missing; when it turns up after all, it goes back on the shelf. */
  const miss = (hold: DeskHold) =>
    act(() => holdNotFound(hold.id), () => t('desk.pull.missed', { title: hold.book.title }), () => actOnCopy(hold.copy!.barcode, 'restore', t('desk.pull.found')))

  function scan(text: string): void {
    queue = queue.then(() => work(tidied(text)))
  }
  async function work(barcode: string): Promise<void> {
    try {
      const hold = list().find((line) => line.copy?.barcode === barcode) ?? (await another(barcode))
      if (!hold) return say({ tone: 'alarm', sign: 'unknown', title: t('desk.pull.notListed'), sentence: t('desk.pull.notListedThen') })
      const done = await shelveHold(hold.id, barcode)
      say({ tone: 'leaf', sign: 'hold', title: t('desk.returns.holdShelf', { name: done.reader?.name ?? '' }), sentence: sentenceOf(done) })
      await refresh()
    } catch (error) {
      say({ tone: 'alarm', sign: 'stop', title: t('desk.outcomes.failed'), sentence: whyOf(error) })
    }
  }
  function say(what: PullAnswer): void {
    answer.value = what
    play(what.tone === 'leaf' ? 'good' : 'bad')
  }
  /** Another copy of a title on the list does as well: it takes the place of the one that was to be fetched. */
  async function another(barcode: string): Promise<DeskHold | undefined> {
    try {
      const { book, hold, loan } = await fetchCopy(barcode)
      return hold ?? (loan ? undefined : list().find((line) => line.book.id === book.id))
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined
      throw error
    }
  }
  return { answer, shelve, miss, scan }
}
