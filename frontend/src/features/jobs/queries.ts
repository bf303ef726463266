import { useQuery } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'

/** What the library does by itself. Under `mine`, because another account may not see what this one may. */
export const useJobs = () =>
  useQuery({
    key: ['mine', 'jobs'],
    query: () => bodyOf(api.GET('/api/staff/jobs')),
    staleTime: 10_000,
  })
