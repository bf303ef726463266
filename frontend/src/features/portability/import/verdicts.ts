import { BookCheck, CircleEqual, CircleHelp, CirclePlus, CircleSlash, FileX2, Replace, SearchX, Undo2 } from '@lucide/vue'
import type { Component } from 'vue'
import type { ImportFilter, ImportRow, ReaderImport } from '@/api/shapes'

export type Tone = 'good' | 'plain' | 'doubt' | 'bad'
export type Verdict = { icon: Component; tone: Tone; words: string }

/** What the page says of a row: before it is written what will happen, after it what has. */
export function verdictOf(row: Pick<ImportRow, 'verdict' | 'outcome'> & { compared?: ImportRow['compared'] }, prefer: ReaderImport['prefer']): Verdict {
  if (row.outcome) return { written: good(BookCheck, 'written'), kept: plain(CircleEqual, 'kept'), taken_back: plain(Undo2, 'taken_back'), stayed: doubt(CircleHelp, 'stayed') }[row.outcome]
  switch (row.verdict) {
    case 'new':
      return good(CirclePlus, prefer === 'here' && Object.values(row.compared ?? {}).includes('differs') ? 'newPartly' : 'new')
    case 'differs':
      return prefer === 'file' ? doubt(Replace, 'changes') : plain(CircleEqual, 'differs')
    case 'same':
      return plain(CircleEqual, 'same')
    case 'ambiguous':
      return doubt(CircleHelp, 'ambiguous')
    case 'missing':
      return bad(SearchX, 'missing')
    case 'broken':
      return bad(FileX2, 'broken')
    default:
      return plain(CircleSlash, 'skipped')
  }
}

const good = (icon: Component, words: string): Verdict => ({ icon, tone: 'good', words })
const plain = (icon: Component, words: string): Verdict => ({ icon, tone: 'plain', words })
const doubt = (icon: Component, words: string): Verdict => ({ icon, tone: 'doubt', words })
const bad = (icon: Component, words: string): Verdict => ({ icon, tone: 'bad', words })

const BEFORE: ImportFilter[] = ['ambiguous', 'missing', 'broken', 'differs', 'new', 'same', 'skipped']
const AFTER: ImportFilter[] = ['written', 'kept', 'stayed', 'taken_back', 'missing', 'ambiguous', 'broken', 'skipped']

/** The kinds of rows that there are, those first that want something of the reader. */
export function filtersOf(one: Pick<ReaderImport, 'state' | 'verdicts' | 'outcomes'>): { value: ImportFilter; count: number }[] {
  const written = ['done', 'undoing', 'undone', 'importing'].includes(one.state)
  return (written ? AFTER : BEFORE)
    .map((value) => ({ value, count: (written ? one.outcomes[value] : undefined) ?? one.verdicts[value] ?? 0 }))
    .filter(({ count }) => count > 0)
}

/** How many rows will be written. */
export function countToWrite(one: Pick<ReaderImport, 'verdicts' | 'prefer'>): number {
  return (one.verdicts.new ?? 0) + (one.prefer === 'file' ? (one.verdicts.differs ?? 0) : 0)
}

export const AT_WORK = ['checking', 'importing', 'undoing']
