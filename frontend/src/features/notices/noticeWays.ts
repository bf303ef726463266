import type { RouteLocationRaw } from 'vue-router'
import type { Notice } from '@/api/shapes'

/** Where a notice leads, by its kind; a kind that is not here leads nowhere. */
const WAYS: Record<string, (facts: Notice['facts']) => RouteLocationRaw> = {
  password_changed: () => ({ name: 'security' }),
  email_changed: () => ({ name: 'security' }),
}

export function wayOf(notice: Notice): RouteLocationRaw | null {
  return WAYS[notice.kind]?.(notice.facts) ?? null
}
