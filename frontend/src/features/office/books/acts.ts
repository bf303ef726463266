/** What the staff does with books, copies and series, each one request. */
import { api, bodyOf } from '@/api/client'
import { onceOnly } from '@/api/onceOnly'
import type { BookFactsGiven, CopiesGiven, CopyChange, CopyCondition, LabelsGiven, SeriesGiven } from '@/api/shapes'

const book = (book_id: number) => ({ params: { path: { book_id } } })
export const createBook = (body: BookFactsGiven) => bodyOf(api.POST('/api/staff/books', { body, headers: onceOnly() }))
export const replaceBook = (id: number, body: BookFactsGiven & { revision: number }) => bodyOf(api.PUT('/api/staff/books/{book_id}', { ...book(id), body }))
export const withdrawBook = (id: number, revision: number, reason: string) => bodyOf(api.POST('/api/staff/books/{book_id}/withdraw', { ...book(id), body: { revision, reason }, headers: onceOnly() }))
export const restoreBook = (id: number, sku_ids: number[]) => bodyOf(api.POST('/api/staff/books/{book_id}/restore', { ...book(id), body: { sku_ids }, headers: onceOnly() }))
export const putCover = (id: number, picture: File) =>
  bodyOf(api.PUT('/api/admin/books/{book_id}/cover', { ...book(id), body: picture as unknown as string, bodySerializer: (file) => file, headers: { 'Content-Type': 'application/octet-stream' } }))
export const removeCover = (id: number) => api.DELETE('/api/admin/books/{book_id}/cover', book(id))

const copy = (copy_id: number) => ({ params: { path: { copy_id } } })
export const addCopies = (bookId: number, body: CopiesGiven) => bodyOf(api.POST('/api/staff/books/{book_id}/copies', { ...book(bookId), body, headers: onceOnly() }))
export const changeCopy = (id: number, body: CopyChange) => bodyOf(api.PATCH('/api/staff/copies/{copy_id}', { ...copy(id), body }))
export const turnCopy = (id: number, condition: CopyCondition, reason: string | null = null) => bodyOf(api.PUT('/api/staff/copies/{copy_id}/condition', { ...copy(id), body: { condition, reason } }))
/** The sheets as a file that the browser can show. */
export const drawLabels = async (body: LabelsGiven): Promise<Blob> => {
  const { data } = await api.POST('/api/staff/labels.pdf', { body, parseAs: 'blob' })
  return data as unknown as Blob
}

const series = (series_id: number) => ({ params: { path: { series_id } } })
export const replaceSeries = (id: number, body: SeriesGiven) => bodyOf(api.PUT('/api/staff/series/{series_id}', { ...series(id), body }))
export const undoSeriesChange = (id: number) => bodyOf(api.POST('/api/staff/series-changes/{series_change_id}/undo', { params: { path: { series_change_id: id } } }))
export const mergeSeries = (id: number, body: { other_id: number; revision: number; other_revision: number }) => bodyOf(api.POST('/api/staff/series/{series_id}/merge', { ...series(id), body, headers: onceOnly() }))

/** What an act on many things is for: chosen ones by their ids, or all that a filter finds. */
export type BulkFor = { ids: number[] } | { filter: Record<string, unknown> }
/** Nothing is changed yet: the library says what would be. */
export const prepareBulk = (kind: string, of: BulkFor, params: Record<string, unknown>) => bodyOf(api.POST('/api/staff/bulk-acts', { body: { kind, ...of, params }, headers: onceOnly() }))
