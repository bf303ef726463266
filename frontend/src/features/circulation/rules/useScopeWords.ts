/** For whom, of what and from where a policy is, in words. */
import type { Kind, Policies } from '@/api/shapes'
import { useWords } from '@/i18n'
import type { Scope } from './queries'

export const KEYS = ['group_id', 'item_type_id', 'location_id'] as const
export type Key = (typeof KEYS)[number]

export function useScopeWords(lists: () => Pick<Policies, 'groups' | 'item_types' | 'locations'>) {
  const { t, nameOf } = useWords()
  const kindsOf = (key: Key): Kind[] => ({ group_id: lists().groups, item_type_id: lists().item_types, location_id: lists().locations })[key]
  function nameIn(key: Key, id: number | null): string {
    if (id === null) return t(`rules.all.${key}`)
    const kind = kindsOf(key).find((one) => one.id === id)
    return kind ? nameOf(kind) : t('rules.gone', { id })
  }
  /** The parts that are named; empty for the default. */
  const named = (scope: Scope) => KEYS.filter((key) => scope[key] !== null).map((key) => nameIn(key, scope[key]))
  const titleOf = (scope: Scope) => named(scope).join(t('rules.and')) || t('rules.default')
  /** A scope as the server writes it: `1:*:2`. */
  function scopeOf(text: string): Scope {
    const [group = null, type = null, place = null] = text.split(':').map((part) => (part === '*' ? null : Number(part)))
    return { group_id: group, item_type_id: type, location_id: place }
  }
  return { kindsOf, nameIn, titleOf, scopeOf }
}
