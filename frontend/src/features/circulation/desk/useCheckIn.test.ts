import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerWith, BOOK, type Answers } from '@/testing/mounting'
import { useCheckIn } from './useCheckIn'

const LOAN = { id: 7, book: BOOK, reader: { id: 12, name: '林晚', card_number: 'R00000125' } }
const HOLD = { id: 9, book: BOOK, state: 'ready', pickup_until: '2026-12-04', reader: { id: 13, name: '周川', card_number: 'R00000133' }, copy: null }
const answer = (outcome: string, more: object = {}) => ({ body: { outcome, barcode: 'SW0000001', copy: null, book: BOOK, loan: null, fine_cents: 0, hold: null, time_zone: 'Asia/Shanghai', ...more } })

function desk(answers: Answers) {
  const calls = answerWith(answers)
  const heard: string[] = []
  return { ...useCheckIn({ heard: (outcome) => heard.push(outcome), changed: () => undefined }), heard, calls }
}
afterEach(() => vi.unstubAllGlobals())

describe('taking books back', () => {
  it('keeps the first answer when the same book is scanned again', async () => {
    let first = true
    const made = desk({ 'POST /api/desk/returns': () => (first ? ((first = false), answer('shelf', { loan: LOAN, fine_cents: 150 })) : answer('not_on_loan')) })
    await made.scan('SW0000001')
    await made.scan('SW0000001')
    expect(made.lines.value).toHaveLength(1)
    expect(made.last.value).toMatchObject({ outcome: 'shelf', answer: { fine_cents: 150 } })
  })

  it('says the day on which a book was put into the drop box', async () => {
    const made = desk({ 'POST /api/desk/returns': () => answer('shelf', { loan: LOAN }) })
    await made.scan('SW0000001', '2026-11-26')
    expect(await made.calls[0]!.clone().json()).toEqual({ barcode: 'SW0000001', returned_on: '2026-11-26' })
  })

  it('lays a book ready for whoever waits, and takes that back', async () => {
    const made = desk({ 'POST /api/desk/returns': () => answer('hold_shelf', { loan: LOAN, hold: HOLD }), 'POST /api/desk/holds/9/undo': () => ({ body: { ...HOLD, state: 'allocated' } }) })
    await made.scan('SW0000001')
    expect(made.last.value?.answer?.hold?.reader?.name).toBe('周川')
    await made.undo(made.last.value!, '误记')
    expect(made.last.value?.undone).toBe(true)
  })

  it('notes that something is wrong with it, and restores it again', async () => {
    const made = desk({
      'POST /api/desk/returns': async (request) => (((await request.json()) as { condition?: string }).condition ? answer('repair') : answer('shelf', { loan: LOAN })),
      'POST /api/desk/copies/SW0000001/restore': () => ({ body: { copy: null, book: BOOK } }),
    })
    await made.scan('SW0000001')
    await made.wear(made.last.value!, 'in_repair')
    expect(made.lines.value.map((line) => line.outcome)).toEqual(['repair'])
    await made.undo(made.last.value!, '误记')
    expect(made.last.value?.undone).toBe(true)
    expect(made.heard).toEqual(['shelf', 'repair'])
  })
})
