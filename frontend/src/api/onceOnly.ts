/** The header by which a request that is sent twice does its work once: one key for one click. */
export function onceOnly(): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': newKey() }
}

function newKey(): string {
  // Browsers keep randomUUID for pages that came over HTTPS; in a library's own network there may be none.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
