import { useQuery } from '@pinia/colada'
import type { MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'

const SIZE = 14
const params = { query: { size: SIZE } }

export const usePopularBooks = (enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    key: ['books', 'popular', SIZE],
    query: () => bodyOf(api.GET('/api/books/popular', { params: { query: { window: '7d', size: SIZE } } })),
    enabled,
    staleTime: 120_000,
  })

const SHELVES = {
  new: () => bodyOf(api.GET('/api/books/new', { params })),
  trending: () => bodyOf(api.GET('/api/books/trending', { params })),
  top_rated: () => bodyOf(api.GET('/api/books/top-rated', { params })),
}
export type ShelfName = keyof typeof SHELVES

export const useShelf = (name: ShelfName, enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({ key: ['books', name, SIZE], query: () => SHELVES[name](), enabled, staleTime: 120_000 })

/** What the staff put together, each list as a shelf. */
export const useCuratedLists = (enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    key: ['curated', 'all', SIZE],
    query: () => bodyOf(api.GET('/api/curated-lists', { params })),
    enabled,
    staleTime: 300_000,
  })

export const useCuratedList = (slug: string) =>
  useQuery({
    key: ['curated', slug],
    query: () => bodyOf(api.GET('/api/curated-lists/{slug}', { params: { path: { slug } } })),
    staleTime: 300_000,
  })
