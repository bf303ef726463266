/** The fields of a book in words: their names, their values, and the languages that a book may be in. */
import type { Credit, FieldName } from './bookForm'
import { formatLanguage } from '@/shared/format'
import { useCategoryNames } from '@/features/catalog/useCategoryNames'
import { useBookWords } from './useBookWords'

const USUAL = ['zh', 'en', 'ja', 'fr', 'de', 'ru', 'es', 'it', 'ko', 'pt', 'la', 'grc', 'ar']

export function useBookFieldWords() {
  const { t, te, locale, money } = useBookWords()
  const { categoryName } = useCategoryNames()
  const labelOf = (name: FieldName | string) => (te(`officeBooks.fields.${name}`) ? t(`officeBooks.fields.${name}`) : name)
  function show(name: string, value: unknown): string {
    if (value === null || value === undefined || value === '') return ''
    if (name === 'authors') return (value as Credit[]).map((one) => [one.name, one.original_name && `(${one.original_name})`, one.role && one.role !== 'author' && t(`officeBooks.roles.${one.role}`)].filter(Boolean).join(' ')).join(t('officeBooks.gap'))
    if (name === 'categories') return (value as string[]).map(categoryName).join(t('officeBooks.gap'))
    if (name === 'language') return formatLanguage(String(value), locale.value)
    if (name === 'price_cents') return money(Number(value))
    if (typeof value === 'boolean') return t(value ? 'officeBooks.yes' : 'officeBooks.no')
    return Array.isArray(value) || typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
  const languages = (also = '') => [...new Set([...USUAL, ...(also ? [also] : [])])].map((tag) => ({ tag, name: formatLanguage(tag, locale.value) }))
  return { t, te, labelOf, show, languages, categoryName }
}
