/** Links that open the screen and nothing else. */
import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'

const KEY = ['mine', 'kiosk-links']

export const useKioskLinks = () => useQuery({ key: KEY, query: () => bodyOf(api.GET('/api/staff/kiosk-links')), staleTime: 10_000 })

export function useMakeLink() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (link: { name: string; ends_on: string | null }) => bodyOf(api.POST('/api/staff/kiosk-links', { body: link })),
    onSettled: () => cache.invalidateQueries({ key: KEY }),
  })
}

export function useRevokeLink() {
  const cache = useQueryCache()
  return useMutation({
    mutation: (id: number) => bodyOf(api.DELETE('/api/staff/kiosk-links/{link_id}', { params: { path: { link_id: id } } })),
    onSettled: () => cache.invalidateQueries({ key: KEY }),
  })
}
