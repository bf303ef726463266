import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { ImportFilter, ImportSite, ReaderImport } from '@/api/shapes'
import { useSession } from '@/features/accounts/session'

const pathOf = (id: number) => ({ path: { my_import_id: id } })

function useOwnCache() {
  const session = useSession()
  const cache = useQueryCache()
  const mine = () => ['mine', session.reader?.id ?? 0]
  const oneKey = (id: number) => [...mine(), 'imports', 'one', id]
  return {
    session,
    cache,
    mine,
    oneKey,
    take: (one: ReaderImport) => cache.setQueryData<ReaderImport>(oneKey(one.id), one),
    failed: (error: unknown) => {
      if (error instanceof ApiError && error.status === 401) void session.lose()
    },
  }
}

export function usePrivacy() {
  const { session, mine } = useOwnCache()
  return useQuery({ key: () => [...mine(), 'privacy'], query: () => bodyOf(api.GET('/api/account/privacy')), enabled: () => session.signedIn, staleTime: 0 })
}

export function useChangePrivacy() {
  const { cache, mine, failed } = useOwnCache()
  return useMutation({
    mutation: (body: { keep_loan_history?: boolean; personalised?: boolean }) => bodyOf(api.PATCH('/api/account/privacy', { body })),
    onSuccess(privacy) {
      cache.setQueryData([...mine(), 'privacy'], privacy)
      for (const part of ['taste', 'recommendations']) void cache.invalidateQueries({ key: [...mine(), part] })
    },
    onError: failed,
  })
}

export function useImports() {
  const { session, mine } = useOwnCache()
  return useQuery({ key: () => [...mine(), 'imports', 'all'], query: () => bodyOf(api.GET('/api/account/imports')), enabled: () => session.signedIn, staleTime: 0 })
}

export function useImport(id: MaybeRefOrGetter<number>) {
  const { session, oneKey } = useOwnCache()
  return useQuery({
    key: () => oneKey(toValue(id)),
    query: () => bodyOf(api.GET('/api/account/imports/{my_import_id}', { params: pathOf(toValue(id)) })),
    enabled: () => session.signedIn,
    staleTime: 0,
  })
}

/** Rows of one kind, a page of them; what a chosen book changes is asked for anew. */
export function useImportRows(id: MaybeRefOrGetter<number>, verdict: MaybeRefOrGetter<ImportFilter | null>, page: MaybeRefOrGetter<number>, size: number) {
  const { session, mine } = useOwnCache()
  return useQuery({
    key: () => [...mine(), 'imports', 'rows', toValue(id), toValue(verdict) ?? 'all', toValue(page)],
    query: () => bodyOf(api.GET('/api/account/imports/{my_import_id}/rows', { params: { ...pathOf(toValue(id)), query: { verdict: toValue(verdict), page: toValue(page), size } } })),
    enabled: () => session.signedIn,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

export function useBringFile() {
  const { cache, mine, take, failed } = useOwnCache()
  return useMutation({
    // Read here: a file that has gone or changed since it was chosen is no trouble of the connection.
    mutation: async ({ file, site, status }: { file: File; site: ImportSite; status: 'want_to_read' | 'reading' | 'read' | null }) => {
      const bytes = await file.arrayBuffer()
      return bodyOf(
        api.POST('/api/account/imports', {
          params: { query: { site, file_name: file.name.slice(-255), status } },
          body: bytes as unknown as string,
          bodySerializer: (body) => body as unknown as ArrayBuffer,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      )
    },
    onSuccess(one) {
      take(one)
      void cache.invalidateQueries({ key: [...mine(), 'imports', 'all'] })
    },
    onError: failed,
  })
}

/** What is done with an import as a whole; the answer is how it is then. */
export function useImportActs() {
  const { session, cache, mine, take, failed } = useOwnCache()
  return useMutation({
    mutation: ({ id, act }: { id: number; act: 'advance' | 'confirm' | 'undo' | 'here' | 'file' }) => {
      const params = pathOf(id)
      if (act === 'advance') return bodyOf(api.POST('/api/account/imports/{my_import_id}/advance', { params }))
      if (act === 'confirm') return bodyOf(api.POST('/api/account/imports/{my_import_id}/confirm', { params }))
      if (act === 'undo') return bodyOf(api.POST('/api/account/imports/{my_import_id}/undo', { params }))
      return bodyOf(api.PATCH('/api/account/imports/{my_import_id}', { params, body: { prefer: act } }))
    },
    onSuccess(one) {
      take(one)
      void cache.invalidateQueries({ key: [...mine(), 'imports', 'rows', one.id] })
      if (!['done', 'undone'].includes(one.state)) return
      // What is written shows everywhere; so does who it was that wrote it.
      void cache.invalidateQueries({ key: mine() })
      if (one.site === 'shelfwise') session.load().catch(() => undefined)
    },
    onError: failed,
  })
}

export function useChooseBook(id: number) {
  const { cache, mine, oneKey, failed } = useOwnCache()
  return useMutation({
    mutation: ({ place, bookId }: { place: number; bookId: number | null }) =>
      bodyOf(api.PUT('/api/account/imports/{my_import_id}/rows/{place}', { params: { path: { my_import_id: id, place } }, body: { book_id: bookId } })),
    onError: failed,
    onSettled() {
      void cache.invalidateQueries({ key: [...mine(), 'imports', 'rows', id] })
      void cache.invalidateQueries({ key: oneKey(id) })
    },
  })
}

export function useDeleteImport() {
  const { cache, mine, failed } = useOwnCache()
  return useMutation({
    mutation: (id: number) => api.DELETE('/api/account/imports/{my_import_id}', { params: pathOf(id) }),
    onError: failed,
    onSettled: () => void cache.invalidateQueries({ key: [...mine(), 'imports', 'all'] }),
  })
}

export function useCloseAccount() {
  return useMutation({ mutation: (body: { password: string; reviews: 'delete' | 'keep' }) => api.POST('/api/account/closing', { body }) })
}

/** Books by what is typed, to tell a row which one it is. */
export function useFoundBooks(text: MaybeRefOrGetter<string>) {
  return useQuery({
    key: () => ['suggest', toValue(text)],
    query: () => bodyOf(api.GET('/api/books/suggest', { params: { query: { q: toValue(text) } } })),
    enabled: () => toValue(text).trim().length > 0,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  })
}
