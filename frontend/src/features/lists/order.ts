/** The order of a list as the page keeps it while the library is still being told. */
type Placed = { position: number; book: { id: number } }

/** A page of entries with one of them at another place of the list; positions are counted anew. On another page it is gone from here. */
export function moved<Entry extends Placed>(entries: Entry[], bookId: number, to: number, count = firstOf(entries) + entries.length): Entry[] {
  const entry = entries.find(({ book }) => book.id === bookId)
  if (!entry) return entries
  const rest = entries.filter((other) => other !== entry)
  const first = firstOf(entries)
  const place = Math.max(0, Math.min(to, count - 1)) - first
  if (place < 0 || place > rest.length) return numbered(rest, place < 0 ? first + 1 : first)
  return numbered([...rest.slice(0, place), entry, ...rest.slice(place)], first)
}

export function without<Entry extends Placed>(entries: Entry[], bookId: number): Entry[] {
  return numbered(
    entries.filter(({ book }) => book.id !== bookId),
    firstOf(entries),
  )
}

function firstOf(entries: Placed[]): number {
  return entries[0]?.position ?? 0
}

function numbered<Entry extends Placed>(entries: Entry[], first: number): Entry[] {
  return entries.map((entry, index) => (entry.position === first + index ? entry : { ...entry, position: first + index }))
}
