/** Which columns a list behind a figure has, and what stands in them. */
import type { RouteLocationRaw } from 'vue-router'
import type { BehindLine } from '@/api/shapes'

export type Head = 'when' | 'what' | 'who' | 'number' | 'state' | 'amount' | 'stars'
export type Cell = { words: string; to?: RouteLocationRaw }
export type Writer = { moment: (at: string) => string; day: (on: string) => string; money: (cents: number) => string; state: (kind: BehindLine['kind'], state: string) => string; forgotten: () => string }

const HEADS: Record<BehindLine['kind'], Head[]> = {
  reader: ['who', 'when'],
  title: ['what', 'when'],
  copy: ['number', 'what', 'state', 'when'],
  loan: ['when', 'what', 'number', 'who', 'state'],
  hold: ['when', 'what', 'who', 'state'],
  order: ['number', 'when', 'who', 'state', 'amount'],
  rating: ['when', 'what', 'stars'],
}
export const headsOf = (kind: BehindLine['kind']): Head[] => HEADS[kind]

export function cellsOf(line: BehindLine, heads: Head[], write: Writer): Cell[] {
  return heads.map((head) => cellOf(line, head, write))
}

function cellOf(line: BehindLine, head: Head, write: Writer): Cell {
  switch (head) {
    case 'when':
      return { words: line.at ? write.moment(line.at) : line.on ? write.day(line.on) : '' }
    case 'what':
      return { words: line.title ?? '', to: line.book_id === null ? undefined : { name: 'book', params: { id: line.book_id } } }
    case 'who':
      return line.user_id === null ? { words: line.reader ?? write.forgotten() } : { words: line.reader ?? `#${line.user_id}`, to: { name: 'staff-reader', params: { id: line.user_id } } }
    case 'number':
      return { words: line.number ?? '', to: line.number === null ? undefined : line.kind === 'order' ? { name: 'staff-order', params: { id: line.id } } : { name: 'staff-copy', query: { barcode: line.number } } }
    case 'state':
      return { words: line.state ? write.state(line.kind, line.state) : '' }
    case 'amount':
      return { words: line.cents === null ? '' : write.money(line.cents) }
    case 'stars':
      return { words: line.stars === null ? '' : String(line.stars) }
  }
}
