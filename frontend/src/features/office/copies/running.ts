/** Barcodes that run on, as the library counts them: the last of so many; null where they cannot run on. */
export function runningTo(first: string, many: number): string | null {
  const found = /^(.*?)(\d{1,18})$/.exec(first)
  if (!found) return null
  const last = `${found[1]}${String(BigInt(found[2]!) + BigInt(many - 1)).padStart(found[2]!.length, '0')}`
  return last.length <= 32 ? last : null
}
