/** The order of a list as the page keeps it while the library is still being told. */
type Placed = { position: number; book: { id: number } }

/** The entries with one of them at another place; positions are counted anew. */
export function moved<Entry extends Placed>(entries: Entry[], bookId: number, to: number): Entry[] {
  const entry = entries.find(({ book }) => book.id === bookId)
  if (!entry) return entries
  const rest = entries.filter((other) => other !== entry)
  const place = Math.max(0, Math.min(to, rest.length))
  return numbered([...rest.slice(0, place), entry, ...rest.slice(place)])
}

export function without<Entry extends Placed>(entries: Entry[], bookId: number): Entry[] {
  return numbered(entries.filter(({ book }) => book.id !== bookId))
}

function numbered<Entry extends Placed>(entries: Entry[]): Entry[] {
  return entries.map((entry, position) => (entry.position === position ? entry : { ...entry, position }))
}
