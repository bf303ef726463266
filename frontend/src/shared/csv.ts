/** Tables as CSV: opens in any program of tables, and never runs there. */

/** A spreadsheet runs a cell that begins like this; an apostrophe before it makes it text. A plain number stays a number. */
const RUNS = /^[\s]*[=+\-@\t\r]/
const NUMBER = /^-?\d+([.,]\d+)*%?$/

function cellOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const safe = typeof value === 'string' && RUNS.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** With the mark by which Excel knows UTF-8. */
export function csvOf(rows: (string | number | null | undefined)[][]): string {
  return '\ufeff' + rows.map((row) => row.map(cellOf).join(',') + '\r\n').join('')
}
