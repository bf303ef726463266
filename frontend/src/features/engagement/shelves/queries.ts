import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { MyBook, MyReading, ReadingPage, ReadingRecord, ReadingStatus } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'
import { useMyBookCache } from '../mine'

/** Which books are my favourites: cards anywhere show it. */
export function useFavouriteIds() {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'favourite-ids'],
    query: async () => (await bodyOf(api.GET('/api/favourites/ids'))).book_ids,
    enabled: () => session.signedIn,
    staleTime: 300_000,
  })
}

export function useFavourites(page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'favourites', toValue(page)],
    query: () => bodyOf(api.GET('/api/favourites', { params: { query: { page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useReadings(status: MaybeRefOrGetter<ReadingStatus | undefined>, page: MaybeRefOrGetter<number>, size: number) {
  const session = useSession()
  return useQuery({
    key: () => ['mine', session.reader?.id ?? 0, 'readings', toValue(status) ?? 'all', toValue(page)],
    query: () => bodyOf(api.GET('/api/reading', { params: { query: { status: toValue(status), page: toValue(page), size } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** Keep a book among my favourites, or no longer. */
export function useSaveFavourite() {
  const session = useSession()
  const cache = useQueryCache()
  const mine = useMyBookCache()
  const idsKey = () => ['mine', session.reader?.id ?? 0, 'favourite-ids']
  function mark(bookId: number, favourite: boolean): void {
    const ids = cache.getQueryData<number[]>(idsKey())
    if (ids) cache.setQueryData<number[]>(idsKey(), favourite ? [...new Set([...ids, bookId])] : ids.filter((id) => id !== bookId))
  }
  return useMutation({
    mutation: ({ bookId, favourite }: { bookId: number; favourite: boolean }) => {
      const params = { path: { book_id: bookId } }
      return bodyOf(favourite ? api.PUT('/api/books/{book_id}/favourite', { params }) : api.DELETE('/api/books/{book_id}/favourite', { params }))
    },
    onMutate({ bookId, favourite }) {
      cache.cancelQueries({ key: idsKey() })
      mark(bookId, favourite)
      return { before: mine.put(bookId, 'favourite', favourite) }
    },
    onError(error, { bookId, favourite }, { before }) {
      mark(bookId, !favourite)
      mine.back(bookId, 'favourite', favourite, before)
      mine.failed(error)
    },
    onSettled(_data, _error, { bookId }) {
      mine.refresh(bookId, 'favourites', 'recommendations', 'taste')
    },
  })
}

/** Say where I am with a book (null: forget it). What follows from it, the library tells. */
export function useSaveReading() {
  const mine = useMyBookCache()
  const session = useSession()
  const cache = useQueryCache()
  const lists = () => cache.getEntries({ key: ['mine', session.reader?.id ?? 0, 'readings'] }).map((entry) => ({ key: entry.key, page: entry.state.value.data as ReadingPage | undefined }))
  function show(bookId: number, reading: MyReading | null): void {
    for (const { key, page } of lists()) {
      const items = page?.items.flatMap((item) => (item.book.id !== bookId ? [item] : reading ? [{ ...item, reading }] : []))
      if (page && items) cache.setQueryData<ReadingPage>(key, { ...page, items } as ReadingPage)
    }
  }
  return useMutation({
    mutation: ({ bookId, record }: { bookId: number; record: ReadingRecord | null }) => {
      const params = { path: { book_id: bookId } }
      return bodyOf(record ? api.PUT('/api/books/{book_id}/reading', { params, body: record }) : api.DELETE('/api/books/{book_id}/reading', { params }))
    },
    onMutate({ bookId, record }) {
      const shown = record && shownOf(record)
      const listed = lists()
      show(bookId, shown)
      return { shown, listed, before: mine.put(bookId, 'reading', shown) }
    },
    onSuccess(saved, { bookId }) {
      mine.put(bookId, 'reading', (saved as MyBook).reading)
    },
    onError(error, { bookId }, { shown, listed, before }) {
      for (const { key, page } of listed ?? []) if (page) cache.setQueryData<ReadingPage>(key, page)
      mine.back(bookId, 'reading', shown ?? null, before)
      mine.failed(error)
    },
    onSettled(_data, _error, { bookId }) {
      mine.refresh(bookId, 'readings')
    },
  })
}

/** Write my note on a book; an empty one is deleted. */
export function useSaveNote() {
  const mine = useMyBookCache()
  return useMutation({
    mutation: async ({ bookId, text }: { bookId: number; text: string }) => {
      const params = { path: { book_id: bookId } }
      if (text) return await bodyOf(api.PUT('/api/books/{book_id}/note', { params, body: { text } }))
      await api.DELETE('/api/books/{book_id}/note', { params })
      return null
    },
    onMutate({ bookId, text }) {
      const shown = text ? { text, updated_at: new Date().toISOString() } : null
      return { shown, before: mine.put(bookId, 'note', shown) }
    },
    onError(error, { bookId }, { shown, before }) {
      mine.back(bookId, 'note', shown ?? null, before)
      mine.failed(error)
    },
    onSettled(_data, _error, { bookId }) {
      mine.refresh(bookId)
    },
  })
}

function shownOf(record: ReadingRecord): MyReading {
  const spans = (record.past ?? []).map((span) => ({ started_on: span.started_on ?? null, finished_on: span.finished_on ?? null }))
  return {
    status: record.status,
    started_on: record.started_on ?? null,
    finished_on: record.finished_on ?? null,
    progress: record.status === 'read' ? 100 : (record.progress ?? 0),
    page: record.page ?? null,
    page_total: record.page_total ?? null,
    updated_at: new Date().toISOString(),
    past: spans,
  }
}
