/** Files of records in and out. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { ImportReport } from '@/api/shapes'

export const FORMATS = ['csv', 'marc', 'marcxml'] as const
export type Format = (typeof FORMATS)[number]
const KEY = ['mine', 'exchange']

export const useImports = (page: MaybeRefOrGetter<number>, size: number) =>
  useQuery({ key: () => [...KEY, 'list', toValue(page)], query: () => bodyOf(api.GET('/api/admin/imports', { params: { query: { page: toValue(page), size } } })), placeholderData: (previous) => previous, staleTime: 0 })

export const useImport = (id: number) =>
  useQuery({ key: [...KEY, 'one', id], query: () => bodyOf(api.GET('/api/admin/imports/{import_id}', { params: { path: { import_id: id } } })), staleTime: 0 })

export type Sending = { file: File; format: Format; dryRun: boolean }

/** Send a file: to be looked at only, or to be taken in. */
export function useSendFile() {
  const cache = useQueryCache()
  return useMutation({
    mutation: async ({ file, format, dryRun }: Sending): Promise<ImportReport> => {
      const bytes = await file.arrayBuffer()
      return bodyOf(
        api.POST('/api/admin/imports', {
          params: { query: { format, dry_run: dryRun, file_name: file.name.slice(-255) } },
          // The contract calls the body a string; what travels is the file itself.
          body: bytes as unknown as string,
          bodySerializer: (body) => body as unknown as ArrayBuffer,
          headers: { 'Content-Type': 'application/octet-stream' },
        }),
      ) as Promise<ImportReport>
    },
    onSettled: (_data, _error, { dryRun }) => (dryRun ? undefined : cache.invalidateQueries({ key: KEY })),
  })
}

export function useUndoImport() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (import_id: number) => bodyOf(api.POST('/api/admin/imports/{import_id}/undo', { params: { path: { import_id } } })),
    onSettled: () => cache.invalidateQueries({ key: KEY }),
  })
}

/** What a file is by its name. */
export function formatOf(name: string): Format | null {
  const ending = name.toLowerCase().split('.').at(-1) ?? ''
  return ending === 'csv' || ending === 'txt' ? 'csv' : ['mrc', 'marc', 'iso'].includes(ending) ? 'marc' : ending === 'xml' ? 'marcxml' : null
}

/** The library has no such thing. */
export const isNoImport = (error: unknown): boolean => error instanceof ApiError && error.status === 404
