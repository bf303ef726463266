/** The pages a picker shows: the first, the last, and those around this one; 0 stands for a gap. */
export function pagesAround(page: number, last: number, reach = 1): number[] {
  const shown = new Set([1, last])
  for (let near = page - reach; near <= page + reach; near++) if (near >= 1 && near <= last) shown.add(near)
  const pages: number[] = []
  for (const number of [...shown].sort((one, other) => one - other)) {
    const before = pages.at(-1) ?? 0
    // A gap of one page is no gap: the page itself takes the same room.
    if (number - before === 2) pages.push(number - 1)
    else if (number - before > 2) pages.push(0)
    pages.push(number)
  }
  return pages
}
