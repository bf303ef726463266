import { kioskHash } from '../kiosk'

export type KioskWishes = { lang: string; theme: string; scene: string }

/** The whole link, with how the screen is to look; the usual is left out. */
export function kioskAddress(origin: string, token: string, { lang, theme, scene }: KioskWishes): string {
  const said = new URLSearchParams({ lang, ...(theme !== 'dark' && { theme }), ...(scene && { scene, rotate: '0' }) })
  return `${origin}/screen?${said}${kioskHash(token)}`
}
