/** Lending at the desk: a card, then copies, then the next card. Scans are worked off one after the other, each once. */
import { computed, ref } from 'vue'
import { ApiError, type Reason } from '@/api/errors'
import { onceOnly } from '@/api/onceOnly'
import type { CheckedOut, CheckOutOrder, DeskReader, FoundReader } from '@/api/shapes'
import { voidLoan } from './acts'
import { fetchReader, findReaders, lendCopy } from './queries'
import { isCardNumber, looksLikeBarcode, tidied } from './scans'

export type Lent = CheckedOut['loan']
export type LineState = 'sent' | 'lent' | 'again' | 'refused' | 'unknown' | 'failed' | 'taken_back'
export type ScanLine = { key: string; barcode: string; state: LineState; loan: Lent | null; reasons: Reason[]; error: unknown }
export type Trouble = { kind: 'nobody' | 'card_first' | 'failed'; text: string; error: unknown }
export type Overrule = Pick<CheckOutOrder, 'overrides' | 'comment' | 'take_from'>
export type Slip = { reader: DeskReader; loans: Lent[] }

export function useCheckOut(options: { mayLend: () => boolean; heard: (state: LineState | Trouble['kind'] | 'reader') => void; changed: () => void }) {
  const reader = ref<DeskReader | null>(null)
  const lines = ref<ScanLine[]>([])
  const last = ref<ScanLine | null>(null)
  const choices = ref<FoundReader[]>([])
  const trouble = ref<Trouble | null>(null)
  const slip = ref<Slip | null>(null)
  const waiting = ref(0)
  let queue: Promise<void> = Promise.resolve()
  const lent = computed(() => lines.value.filter((line) => line.state === 'lent' || line.state === 'again').map((line) => line.loan!))

  /** Whatever the scanner read, or somebody typed. */
  function scan(text: string): Promise<void> {
    const read = text.trim()
    if (!read) return queue
    waiting.value += 1
    queue = queue.then(() => work(read)).finally(() => (waiting.value -= 1))
    return queue
  }
  function work(read: string): Promise<void> {
    choices.value = []
    trouble.value = null
    const isReader = !reader.value || isCardNumber(read) || read.includes('@') || !options.mayLend()
    return isReader ? find(read) : lend(tidied(read))
  }

  async function find(read: string): Promise<void> {
    try {
      if (isCardNumber(read)) return await open(read)
      const found = await findReaders(read)
      if (found.length === 1) return await open(found[0]!.card_number)
      choices.value = found
      if (!found.length) complain(looksLikeBarcode(read) ? 'card_first' : 'nobody', read)
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) complain('nobody', read)
      else complain('failed', read, error)
    }
  }
  function complain(kind: Trouble['kind'], text: string, error: unknown = null): void {
    trouble.value = { kind, text, error }
    options.heard(kind)
  }

  /** The next reader; whoever was there before is done. */
  async function open(number: string): Promise<void> {
    const next = await fetchReader(number)
    if (next.id !== reader.value?.id) end()
    reader.value = next
    choices.value = []
    trouble.value = null
    options.heard('reader')
  }

  async function lend(barcode: string): Promise<void> {
    // The answer to a scan that did not arrive is asked for under its own key.
    const lost = lines.value.find((line) => line.barcode === barcode && line.state === 'failed')
    if (lost) return send(lost)
    lines.value.unshift({ key: onceOnly()['Idempotency-Key'], barcode, state: 'sent', loan: null, reasons: [], error: null })
    await send(lines.value[0]!)
  }

  async function send(line: ScanLine, overrule: Overrule = {}): Promise<void> {
    if (!reader.value) return
    line.state = 'sent'
    last.value = line
    try {
      const done = await lendCopy({ user_id: reader.value.id, barcode: line.barcode, ...overrule }, line.key)
      const known = lines.value.find((other) => other !== line && other.loan?.id === done.loan.id && other.state !== 'taken_back')
      Object.assign(line, { state: done.new ? 'lent' : 'again', loan: done.loan, reasons: [], error: null })
      // The same copy again: one loan, one line.
      if (known) lines.value = lines.value.filter((other) => other !== known)
      await refresh()
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      const reasons = error instanceof ApiError ? error.reasons : []
      const state: LineState = code === 'copy_not_found' ? 'unknown' : reasons.length ? 'refused' : 'failed'
      Object.assign(line, { state, reasons, error })
      // A refusal is an answer: the next try is another request.
      if (state !== 'failed') line.key = onceOnly()['Idempotency-Key']
    }
    options.heard(line.state)
  }

  /** Lend it all the same, with permission and a comment. */
  function overrule(line: ScanLine, how: Overrule): Promise<void> {
    line.key = onceOnly()['Idempotency-Key']
    return send(line, how)
  }
  const retry = (line: ScanLine) => send(line)

  /** As if it had never been lent; within a quarter of an hour. */
  async function undo(line: ScanLine, reason: string): Promise<void> {
    await voidLoan(line.loan!.id, reason)
    line.state = 'taken_back'
    last.value = line
    await refresh()
  }

  async function refresh(): Promise<void> {
    options.changed()
    if (reader.value) reader.value = await fetchReader(reader.value.card.number).catch(() => reader.value)
  }

  /** Done with this reader. What he borrowed can still be printed. */
  function end(): void {
    if (reader.value && lent.value.length) slip.value = { reader: reader.value, loans: lent.value }
    reader.value = null
    lines.value = []
    last.value = null
    choices.value = []
    trouble.value = null
  }
  const receipt = computed<Slip | null>(() => (reader.value && lent.value.length ? { reader: reader.value, loans: lent.value } : reader.value ? null : slip.value))
  return { reader, lines, last, choices, trouble, waiting, receipt, scan, open, overrule, retry, undo, end, refresh }
}
