/** A series as it is typed. */
import type { SeriesGiven, StaffSeries } from '@/api/shapes'

export type SeriesForm = { name: string; original_name: string; volumes: { book_id: number; volume: string }[] }
const NUMBER = /^\s*\d{1,5}(\.\d{1,2})?\s*$/

export const formOf = (series: StaffSeries): SeriesForm => ({
  name: series.name,
  original_name: series.original_name ?? '',
  volumes: series.items.map((one) => ({ book_id: one.book.id, volume: one.volume === null ? '' : String(one.volume) })),
})

/** Null where something cannot be sent. */
export function sentOf(form: SeriesForm): Omit<SeriesGiven, 'revision'> | null {
  if (!form.name.trim() || form.volumes.some((one) => one.volume.trim() && !NUMBER.test(one.volume))) return null
  return { name: form.name.trim(), original_name: form.original_name.trim() || null, volumes: form.volumes.map((one) => ({ book_id: one.book_id, volume: one.volume.trim() ? Number(one.volume) : null })) }
}

/** After a move the whole numbers follow the places; what is in between (1.5) or has no number keeps it, with those that come after the last number. */
export function numbered(volumes: SeriesForm['volumes']): SeriesForm['volumes'] {
  const whole = (one: { volume: string }) => /^\d+$/.test(one.volume.trim())
  const numbers = volumes.filter(whole).map((one) => Number(one.volume)).sort((one, other) => one - other)
  return volumes.map((one) => (whole(one) ? { ...one, volume: String(numbers.shift()) } : one))
}
