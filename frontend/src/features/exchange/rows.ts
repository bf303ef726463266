/** The report of an import: its rows by what became of them, and those that failed as a file. */
import type { ImportReport } from '@/api/shapes'

export type Row = ImportReport['rows'][number]
export const OUTCOMES = ['refused', 'added', 'changed', 'same', 'kept', 'deleted', 'restored'] as const

export function countsOf(rows: readonly Row[]): { done: Row['done']; count: number }[] {
  return OUTCOMES.map((done) => ({ done, count: rows.filter((row) => row.done === done).length })).filter((one) => one.count > 0)
}

/** One line for each thing that is wrong, for a spreadsheet: no cell is a formula. */
export function errorsFile(rows: readonly Row[], heads: string[], sentenceOf: (reason: Row['reasons'][number]) => string): string {
  const lines = rows.flatMap((row) => row.reasons.map((reason) => [String(row.place), row.title, reason.field, reason.value, sentenceOf(reason)]))
  return `\uFEFF${[heads, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

function cell(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
