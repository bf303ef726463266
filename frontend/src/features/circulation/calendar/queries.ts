import { useMutation, useQuery, useQueryCache } from '@pinia/colada'
import { toValue, type MaybeRefOrGetter } from 'vue'
import { api, bodyOf } from '@/api/client'
import type { ClosureGiven, WeekGiven } from '@/api/shapes'

const CALENDAR = ['lending', 'calendar']
const HOURS = ['opening-hours']

export function useStaffCalendar(year: MaybeRefOrGetter<number>) {
  return useQuery({
    key: () => [...CALENDAR, toValue(year)],
    query: () => bodyOf(api.GET('/api/staff/calendar', { params: { query: { year: toValue(year) } } })),
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

/** What a closure of these days would mean; asked again when they change. */
export function useClosurePreview(span: MaybeRefOrGetter<{ first: string; last: string } | null>) {
  return useQuery({
    key: () => [...CALENDAR, 'preview', toValue(span)?.first ?? '', toValue(span)?.last ?? ''],
    query: () => bodyOf(api.GET('/api/staff/calendar/days/preview', { params: { query: toValue(span)! } })),
    enabled: () => toValue(span) !== null,
    placeholderData: (previous) => previous,
    staleTime: 0,
  })
}

function useForget() {
  const cache = useQueryCache()
  return () => {
    void cache.invalidateQueries({ key: CALENDAR })
    void cache.invalidateQueries({ key: HOURS })
  }
}

export function useAddDays() {
  return useMutation({ mutation: (body: ClosureGiven) => bodyOf(api.POST('/api/staff/calendar/days', { body })), onSettled: useForget() })
}

export function useRemoveDays() {
  return useMutation({ mutation: (span: { first: string; last: string }) => bodyOf(api.DELETE('/api/staff/calendar/days', { params: { query: span } })), onSettled: useForget() })
}

export function useSetWeek() {
  return useMutation({ mutation: (body: WeekGiven) => bodyOf(api.PUT('/api/staff/calendar/week', { body })), onSettled: useForget() })
}

/** When the library is open, for everybody. */
export function useOpeningHours() {
  return useQuery({ key: HOURS, query: () => bodyOf(api.GET('/api/opening-hours')), staleTime: 60_000 })
}
