/** The figures of a panel once as people read them and once as programs do. */
import type { RouteLocationRaw } from 'vue-router'
import type { ChartTable } from '@/shared/ui/FigureTable.vue'

export type Value = number | string | null
export type PanelColumn = { head: string; /** How a number is written for people. */ write?: (value: number) => string; /** What stands in the file when it is not the number itself. */ keep?: (value: number) => number }
export type PanelRow = { label: string; values: Value[]; to?: RouteLocationRaw }
export type PanelTable = ChartTable & { file: Value[][] }

export function panelTable(labelHead: string, columns: PanelColumn[], rows: PanelRow[], none: string): PanelTable {
  const heads = [labelHead, ...columns.map((column) => column.head)]
  const told = (value: Value, column: PanelColumn) => (value === null ? none : typeof value === 'string' ? value : (column.write ?? String)(value))
  const kept = (value: Value, column: PanelColumn) => (typeof value === 'number' && column.keep ? column.keep(value) : value)
  return {
    heads,
    rows: rows.map((row) => ({ label: row.label, to: row.to, cells: columns.map((column, i) => told(row.values[i] ?? null, column)) })),
    file: [heads, ...rows.map((row) => [row.label, ...columns.map((column, i) => kept(row.values[i] ?? null, column))])],
  }
}
