import { sentenceOf } from '@/api/errors'
import type { FullList, ListEntry } from '@/api/shapes'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { quoteTitle } from '@/shared/format'
import { useChangeEntry, useDeleteList, usePlaceBook } from './queries'

type Named = Pick<FullList, 'id' | 'name'>

/** What can be done with a list and its books, with words for what happened and a way back. */
export function useListActs() {
  const { t, te, locale } = useWords()
  const { show } = useToasts()
  const deletion = useDeleteList()
  const placing = usePlaceBook()
  const entry = useChangeEntry()
  const complain = (error: unknown) => show(t('lists.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
  const undo = (run: () => void) => ({ action: { label: t('actions.undo'), run } })

  async function tried(act: Promise<unknown>): Promise<boolean> {
    try {
      await act
      return true
    } catch (error) {
      complain(error)
      return false
    }
  }
  async function remove(list: Named): Promise<boolean> {
    const gone = await tried(deletion.mutateAsync({ id: list.id }))
    if (gone) show(t('lists.deleted', { name: list.name }), undo(() => void tried(deletion.mutateAsync({ id: list.id, back: true }))))
    return gone
  }
  async function takeOff(list: Named, { book, position, note }: Pick<ListEntry, 'book' | 'position' | 'note'>): Promise<void> {
    if (!(await tried(placing.mutateAsync({ id: list.id, bookId: book.id, on: false })))) return
    const again = () => void tried(placing.mutateAsync({ id: list.id, bookId: book.id, on: true, position, note }))
    show(t('lists.takenOff', { title: quoteTitle(book.title, locale.value), name: list.name }), undo(again))
  }
  const move = (list: Named, bookId: number, position: number) => tried(entry.mutateAsync({ id: list.id, bookId, position }))
  const annotate = (list: Named, bookId: number, note: string) => tried(entry.mutateAsync({ id: list.id, bookId, note }))
  const place = (list: Named, bookId: number, on: boolean) => tried(placing.mutateAsync({ id: list.id, bookId, on }))
  return { remove, takeOff, move, annotate, place, complain }
}
