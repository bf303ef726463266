/** The link of a kiosk is `/screen#kiosk=TOKEN`: what follows the sign never reaches a log. */
export const kioskTokenIn = (hash: string): string | null => /^#kiosk=([\w-]{8,})$/.exec(hash)?.[1] ?? null
export const kioskHash = (token: string) => `#kiosk=${token}`
