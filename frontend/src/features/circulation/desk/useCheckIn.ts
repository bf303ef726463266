/** Books that come back: one scan after the other, each with a clear answer where it goes. */
import { ref } from 'vue'
import { ApiError } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { CheckedIn, CheckInOrder } from '@/api/shapes'
import { actOnCopy, undoShelf } from './acts'
import { takeBack } from './queries'
import { tidied } from './scans'

export type Outcome = CheckedIn['outcome'] | 'sent' | 'failed' | 'refused'
export type ReturnLine = { key: string; barcode: string; outcome: Outcome; answer: CheckedIn | null; undone: boolean; error: unknown; order: CheckInOrder }
export type Wear = 'damaged' | 'in_repair'

export function useCheckIn(options: { heard: (outcome: Outcome) => void; changed: () => void }) {
  const lines = ref<ReturnLine[]>([])
  const last = ref<ReturnLine | null>(null)
  const waiting = ref(0)
  let queue: Promise<void> = Promise.resolve()

  function scan(text: string, returned_on: string | null = null): Promise<void> {
    const barcode = tidied(text)
    if (!barcode) return queue
    waiting.value += 1
    queue = queue.then(() => work(barcode, returned_on)).finally(() => (waiting.value -= 1))
    return queue
  }
  function work(barcode: string, returned_on: string | null): Promise<void> {
    const order: CheckInOrder = returned_on ? { barcode, returned_on } : { barcode }
    lines.value.unshift({ key: onceOnly()['Idempotency-Key'], barcode, outcome: 'sent', answer: null, undone: false, error: null, order })
    return send(lines.value[0]!)
  }
  async function send(line: ReturnLine): Promise<void> {
    last.value = line
    try {
      const answer = await takeBack(line.order, line.key)
      const before = lines.value.find((other) => other !== line && other.barcode === line.barcode && other.answer?.loan)
      // Scanned once more: nothing is on loan any longer, and the first answer still says what it was.
      const again = before && answer.outcome === 'not_on_loan' && before.outcome === 'shelf'
      Object.assign(line, { outcome: again ? 'shelf' : answer.outcome, answer: before && !answer.loan ? { ...answer, loan: before.answer!.loan, fine_cents: before.answer!.fine_cents } : answer, undone: false, error: null })
      if (before) lines.value = lines.value.filter((other) => other !== before)
      options.changed()
    } catch (error) {
      Object.assign(line, { outcome: error instanceof ApiError && error.status > 0 && error.status < 500 ? 'refused' : 'failed', error })
      if (line.outcome === 'refused') line.key = onceOnly()['Idempotency-Key']
    }
    options.heard(line.outcome)
  }
  const retry = (line: ReturnLine) => send(line)

  /** Something is wrong with it: it goes to be mended, and whoever it was for keeps his place. */
  function wear(line: ReturnLine, condition: Wear): Promise<void> {
    Object.assign(line, { key: onceOnly()['Idempotency-Key'], order: { barcode: line.barcode, condition } })
    return send(line)
  }

  /** A return is never taken back; that it lies ready or is worn can be. */
  async function undo(line: ReturnLine, reason: string): Promise<void> {
    if (line.outcome === 'hold_shelf') await undoShelf(line.answer!.hold!.id)
    else await actOnCopy(line.barcode, 'restore', reason)
    line.undone = true
    options.changed()
  }
  return { lines, last, waiting, scan, retry, wear, undo }
}
