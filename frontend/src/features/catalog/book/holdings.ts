/** Where the copies of a book stand: those in the same place and state are said once, with their marks. */
import type { Book } from '@/api/shapes'

export type Copy = Book['copies'][number]
export type Place = Pick<Copy, 'location_zh' | 'location_en' | 'condition' | 'reference_only'> & { count: number; marks: string[] }

export function placesOf(copies: Copy[]): Place[] {
  const places = new Map<string, Place>()
  for (const { location_zh, location_en, shelf_mark, condition, reference_only } of copies) {
    const key = [location_en, location_zh, condition, reference_only].join('\n')
    const place = places.get(key) ?? { location_zh, location_en, condition, reference_only, count: 0, marks: [] }
    places.set(key, place)
    place.count += 1
    if (shelf_mark && !place.marks.includes(shelf_mark)) place.marks.push(shelf_mark)
  }
  return [...places.values()]
}
