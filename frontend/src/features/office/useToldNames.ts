/** What the values of fields are called: codes, and numbers of things that have names. */
import { useQuery } from '@pinia/colada'
import { api, bodyOf } from '@/api/client'
import { useCategoryNames } from '@/features/catalog/useCategoryNames'
import { useWords } from '@/i18n'
import { formatLanguage } from '@/shared/format'
import { useCopyNames } from './copies/useCopyNames'
import { useOfficeKey } from './books/queries'

/** Where the words of a code are, by the field that has it; of several the first that knows it. */
const CODES: Record<string, readonly string[]> = {
  condition: ['copies.conditions'],
  role: ['people.roles'],
  state: ['bulkActs.states', 'moderation.stateNames', 'orders.states', 'officeBooks.loans.states'],
  audience: ['announcements.audiences'],
}

export function useToldNames() {
  const { t, te, locale, nameOf } = useWords()
  const { categoryName } = useCategoryNames()
  const { placeName, kindName } = useCopyNames()
  const keyOf = useOfficeKey()
  const { data: groups } = useQuery({ key: () => keyOf('reader-groups'), query: () => bodyOf(api.GET('/api/staff/reader-groups')), staleTime: 300_000 })
  const groupName = (id: number) => {
    const found = groups.value?.items.find((group) => group.id === id)
    return found ? nameOf(found) : ''
  }
  const named: Record<string, (id: number) => string> = { location_id: placeName, item_type_id: kindName, group_id: groupName }

  /** Undefined or empty: it has no other name than itself. */
  return (field: string, value: unknown): string | undefined => {
    if (typeof value === 'number') return named[field]?.(value)
    if (typeof value !== 'string') return undefined
    if (field === 'language' || field === 'locale') return formatLanguage(value, locale.value)
    if (['categories', 'add_category', 'remove_category'].includes(field)) return categoryName(value)
    const key = CODES[field]?.map((words) => `${words}.${value}`).find((found) => te(found))
    return key && t(key)
  }
}
