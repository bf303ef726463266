import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerWith, BOOK, type Answers } from '@/testing/mounting'
import { useCheckOut } from './useCheckOut'

const CARD = 'R00000125'
const reader = (id = 12, number = CARD) => ({ id, name: 'reader', display_name: '林晚', email: null, card: { number }, loans: [], holds: [], debt_cents: 0, accrued_cents: 0, blocks: [] })
const loan = (id: number, barcode: string) => ({ id, barcode, book: BOOK, state: 'active', due_on: '2026-12-18' })
const READ = { 'GET /api/desk/reader': () => ({ body: reader() }) }
const refusal = (...reasons: object[]) => ({ status: 409, body: { code: 'loan_refused', message: 'x', reasons } })

function desk(answers: Answers) {
  const calls = answerWith({ ...READ, ...answers })
  const heard: string[] = []
  const made = useCheckOut({ mayLend: () => true, heard: (what) => heard.push(what), changed: () => undefined })
  const sent = () => Promise.all(calls.filter((call) => call.method === 'POST' && call.url.endsWith('/api/desk/loans')).map(async (call): Promise<Record<string, unknown>> => ({ ...((await call.clone().json()) as object), key: call.headers.get('Idempotency-Key') })))
  return { ...made, heard, sent, calls }
}
afterEach(() => vi.unstubAllGlobals())

describe('lending at the desk', () => {
  it('works scans off in their order, however fast they come, each under its own key', async () => {
    let id = 0
    const made = desk({ 'POST /api/desk/loans': async (request) => ({ body: { loan: loan(++id, ((await request.json()) as { barcode: string }).barcode), new: true } }) })
    void made.scan(CARD)
    void made.scan('SW0000001')
    await made.scan('SW 0000002')
    expect(made.reader.value?.display_name).toBe('林晚')
    expect(made.lines.value.map((line) => [line.barcode, line.state])).toEqual([['SW0000002', 'lent'], ['SW0000001', 'lent']])
    const sent = await made.sent()
    expect(sent.map((one) => [one.user_id, one.barcode])).toEqual([[12, 'SW0000001'], [12, 'SW0000002']])
    expect(new Set(sent.map((one) => one.key)).size).toBe(2)
    expect(made.receipt.value?.loans).toHaveLength(2)
  })

  it('shows one loan when the same copy is scanned twice', async () => {
    let first = true
    const made = desk({ 'POST /api/desk/loans': () => ({ body: { loan: loan(7, 'SW0000001'), new: first ? !(first = false) : false } }) })
    await made.scan(CARD)
    await made.scan('SW0000001')
    await made.scan('SW0000001')
    expect(made.lines.value.map((line) => line.state)).toEqual(['again'])
    expect(made.receipt.value?.loans).toHaveLength(1)
    expect(made.heard).toEqual(['reader', 'lent', 'again'])
  })

  it('asks under the same key for an answer that did not arrive', async () => {
    let down = true
    const made = desk({
      'POST /api/desk/loans': () => {
        if (!down) return { body: { loan: loan(7, 'SW0000001'), new: true } }
        down = false
        return { status: 503, body: { code: 'unavailable', message: 'x' } }
      },
    })
    await made.scan(CARD)
    await made.scan('SW0000001')
    expect(made.lines.value[0]?.state).toBe('failed')
    await made.scan('SW0000001')
    expect(made.lines.value.map((line) => line.state)).toEqual(['lent'])
    const [one, two] = await made.sent()
    expect(one!.key).toBe(two!.key)
  })

  it('says every reason of a refusal, and lends all the same with a comment', async () => {
    const reasons = [{ code: 'max_loans', overridable: true, count: 5, limit: 5 }, { code: 'copy_set_aside', overridable: false }]
    let asked = 0
    const made = desk({ 'POST /api/desk/loans': () => (asked++ ? { body: { loan: loan(7, 'SW0000001'), new: true } } : refusal(...reasons)) })
    await made.scan(CARD)
    await made.scan('SW0000001')
    expect(made.last.value?.reasons.map((reason) => reason.code)).toEqual(['max_loans', 'copy_set_aside'])
    await made.overrule(made.last.value!, { overrides: ['max_loans'], comment: '馆长同意', take_from: 'requeue' })
    expect(made.lines.value.map((line) => line.state)).toEqual(['lent'])
    const [one, two] = await made.sent()
    expect(two).toMatchObject({ overrides: ['max_loans'], comment: '馆长同意', take_from: 'requeue' })
    expect(two!.key).not.toBe(one!.key)
  })

  it('ends with the reader when the next card is scanned, and still prints what he borrowed', async () => {
    const made = desk({
      'GET /api/desk/reader': (request) => ({ body: new URL(request.url).searchParams.get('number') === CARD ? reader() : reader(13, 'R00000133') }),
      'POST /api/desk/loans': () => ({ body: { loan: loan(7, 'SW0000001'), new: true } }),
    })
    await made.scan(CARD)
    await made.scan('SW0000001')
    await made.scan('R00000133')
    expect(made.lines.value).toEqual([])
    expect(made.reader.value?.id).toBe(13)
    made.end()
    expect(made.receipt.value?.reader.id).toBe(12)
  })

  it('offers the readers who are meant by a name, and asks for the card when a book comes first', async () => {
    const found = [{ id: 12, name: 'lin', display_name: '林晚', email: null, card_number: CARD }, { id: 13, name: 'lin2', display_name: '林晨', email: null, card_number: 'R00000133' }]
    const made = desk({ 'GET /api/desk/readers': (request) => ({ body: { items: new URL(request.url).searchParams.get('q') === '林' ? found : [] } }) })
    await made.scan('林')
    expect(made.choices.value).toHaveLength(2)
    await made.scan('SW0000001')
    expect(made.trouble.value?.kind).toBe('card_first')
    await made.scan('nobody at all')
    expect(made.trouble.value?.kind).toBe('nobody')
  })
})
