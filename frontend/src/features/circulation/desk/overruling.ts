import type { Reason } from '@/api/errors'

/** What staff may overrule, and a copy that is set aside for somebody else, which they give away by an explicit word. */
export function mayOverrule(reasons: Reason[]): boolean {
  return reasons.length > 0 && reasons.every((reason) => reason.overridable || reason.code === 'copy_set_aside')
}
