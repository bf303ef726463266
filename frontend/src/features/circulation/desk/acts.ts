/** What staff do with loans, holds and copies, each one request. */
import { api, bodyOf } from '@/api/client'
import type { Overruled } from '@/api/shapes'
import { onceOnly } from '@/api/onceOnly'

const loan = (loan_id: number) => ({ params: { path: { loan_id } }, headers: onceOnly() })
const hold = (hold_id: number) => ({ params: { path: { hold_id } }, headers: onceOnly() })

export const renewLoan = (id: number, body: Overruled) => bodyOf(api.POST('/api/desk/loans/{loan_id}/renew', { ...loan(id), body }))
export const claimLoan = (id: number, reason: string) => bodyOf(api.POST('/api/desk/loans/{loan_id}/claim', { ...loan(id), body: { reason } }))
export const rejectClaim = (id: number, reason: string) => bodyOf(api.POST('/api/desk/loans/{loan_id}/reject-claim', { ...loan(id), body: { reason } }))
export const declareLost = (id: number, reason: string) => bodyOf(api.POST('/api/desk/loans/{loan_id}/lost', { ...loan(id), body: { reason } }))
export const payLost = (id: number) => bodyOf(api.POST('/api/desk/loans/{loan_id}/pay-lost', loan(id)))
export const findLoan = (id: number) => bodyOf(api.POST('/api/desk/loans/{loan_id}/found', loan(id)))
export const changeDue = (id: number, due_on: string, reason: string) => bodyOf(api.POST('/api/desk/loans/{loan_id}/due', { ...loan(id), body: { due_on, reason } }))
export const contactReader = (id: number) => bodyOf(api.POST('/api/desk/loans/{loan_id}/contact', loan(id)))
export const voidLoan = (id: number, reason: string) => bodyOf(api.POST('/api/desk/loans/{loan_id}/void', { ...loan(id), body: { reason } }))

export const placeHold = (user_id: number, book_id: number, overruled: Overruled = {}) => bodyOf(api.POST('/api/desk/holds', { body: { user_id, book_id, ...overruled }, headers: onceOnly() }))
export const shelveHold = (id: number, barcode: string) => bodyOf(api.POST('/api/desk/holds/{hold_id}/shelve', { ...hold(id), body: { barcode } }))
export const holdNotFound = (id: number) => bodyOf(api.POST('/api/desk/holds/{hold_id}/not-found', hold(id)))
export const undoShelf = (id: number) => bodyOf(api.POST('/api/desk/holds/{hold_id}/undo', hold(id)))
export const extendHold = (id: number) => bodyOf(api.POST('/api/desk/holds/{hold_id}/extend', hold(id)))
export const cancelHold = (id: number, reason: string) => bodyOf(api.POST('/api/desk/holds/{hold_id}/cancel', { ...hold(id), body: { reason } }))
export const moveHold = (id: number, before_id: number | null, reason: string) => bodyOf(api.POST('/api/desk/holds/{hold_id}/move', { ...hold(id), body: { before_id, reason } }))

/** What can be done with a copy in each condition; the library has the last word. */
export type CopyAct = 'receive' | 'release' | 'damage' | 'repair' | 'miss' | 'withdraw' | 'restore'
export const COPY_ACTS: Record<string, CopyAct[]> = {
  ok: ['damage', 'repair', 'miss', 'withdraw'],
  damaged: ['restore', 'repair', 'withdraw'],
  in_repair: ['restore', 'withdraw'],
  missing: ['restore', 'withdraw'],
  on_order: ['receive'],
  in_process: ['release'],
}
export const actOnCopy = (barcode: string, action: CopyAct, reason: string) => bodyOf(api.POST('/api/desk/copies/{barcode}/{action}', { params: { path: { barcode, action } }, body: { reason }, headers: onceOnly() }))
export const setItemType = (barcode: string, item_type_id: number) => bodyOf(api.PUT('/api/desk/copies/{barcode}/item-type', { params: { path: { barcode } }, body: { item_type_id } }))
