/** Where readers live, out of the addresses that they gave: provinces as tiles, everywhere else by country. */
import type { Screen } from '@/api/shapes'
import { TILES, tileOf, type Tile } from './tiles'

type People = { value: number | null; suppressed: boolean }
export type Province = Tile & { readers: People; /** As it stands in the addresses. */ regions: string[] }
export type Elsewhere = { country: string | null; readers: People }

const plus = (one: People, other: People): People => ({
  value: one.value === null && other.value === null ? null : (one.value ?? 0) + (other.value ?? 0),
  suppressed: one.suppressed || other.suppressed,
})

export function regionsOf(lines: Screen['regions']): { provinces: Province[]; elsewhere: Elsewhere[]; unknown: People | null; known: number } {
  const provinces: Province[] = TILES.map((tile) => ({ ...tile, readers: { value: 0, suppressed: false }, regions: [] }))
  const elsewhere = new Map<string, Elsewhere>()
  let unknown: People | null = null
  for (const { country, region, readers } of lines) {
    const tile = country === 'CN' ? tileOf(region) : country === 'TW' || country === 'HK' || country === 'MO' ? tileOf(country) : undefined
    const province = tile && provinces.find(({ code }) => code === tile.code)
    if (province) {
      province.readers = province.regions.length ? plus(province.readers, readers) : readers
      province.regions.push(region)
    } else if (country === null) unknown = unknown ? plus(unknown, readers) : readers
    else elsewhere.set(country, { country, readers: elsewhere.has(country) ? plus(elsewhere.get(country)!.readers, readers) : readers })
  }
  const amount = ({ readers }: { readers: People }) => readers.value ?? 0
  const known = [...provinces, ...elsewhere.values()].reduce((sum, place) => sum + amount(place) + (place.readers.suppressed && place.readers.value === null ? 1 : 0), 0)
  return { provinces, elsewhere: [...elsewhere.values()].sort((a, b) => amount(b) - amount(a)), unknown, known }
}
