/** Acts on many things in words. */
import type { BulkAct } from '@/api/shapes'
import { useWords } from '@/i18n'

/** A letter that was sent stays sent, and a place in a queue that was given up is gone. */
const FOR_GOOD = ['loans.contact', 'holds.cancel']

export function useBulkWords() {
  const { t, te } = useWords()
  // A point in a name would lead deeper into the messages.
  const kindWords = (kind: string) => (te(`bulkActs.kinds.${kind.replace('.', '_')}`) ? t(`bulkActs.kinds.${kind.replace('.', '_')}`) : kind)
  const countWords = (act: BulkAct) => Object.entries(act.counts).filter(([, count]) => count > 0).map(([state, count]) => t(`bulkActs.counts.${state}`, { count }))
  const problemWords = (code: string) => (te(`bulkActs.problems.${code}`) ? t(`bulkActs.problems.${code}`) : te(`errors.${code}`) ? t(`errors.${code}`) : te(`refusals.${code}`) ? t(`refusals.${code}`) : code)
  const mayUndo = (act: BulkAct) => ['done', 'stopped'].includes(act.state) && act.counts.changed > 0 && !FOR_GOOD.includes(act.kind)
  /** What is done so cannot be taken back: whoever starts it is to know. */
  const isForGood = (act: BulkAct) => FOR_GOOD.includes(act.kind)
  return { kindWords, countWords, problemWords, mayUndo, isForGood }
}
