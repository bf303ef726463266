/** The library's day, whatever the clock of this browser says. */
export function todayIn(zone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
}

export function isOver(day: string | null | undefined, zone: string, now = new Date()): boolean {
  return Boolean(day) && day! < todayIn(zone, now)
}
