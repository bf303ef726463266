/** Where to go after signing in: only a path of this site, whatever the address bar says. */
export function nextPathOf(next: unknown): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return '/'
  try {
    const url = new URL(next, 'https://this.invalid')
    if (url.origin !== 'https://this.invalid' || ['/sign-in', '/register', '/forgot', '/reset', '/confirm'].includes(url.pathname)) return '/'
    return url.pathname + url.search + url.hash
  } catch {
    return '/' // Not a path at all.
  }
}
