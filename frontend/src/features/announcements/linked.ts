/** Web addresses in plain text, as backend/announcements/rules.py finds them; nothing else ever becomes a link. */
export type Part = { text: string; href: string | null }

const LINK = /https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/gi
// What a sentence puts behind an address is not part of it.
const AFTER = /[.,;:!?'")\]]+$/

export function linked(text: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(AFTER, '')
    if (/^https?:\/*$/i.test(address)) continue
    if (found.index > end) parts.push({ text: text.slice(end, found.index), href: null })
    parts.push({ text: address, href: address })
    end = found.index + address.length
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null })
  return parts
}
