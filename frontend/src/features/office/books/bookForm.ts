/** A book's record as it is typed, and what is wrong with it before anything is sent. */
import type { BookFactsGiven, StaffBook } from '@/api/shapes'
import { centsOf, yuanOf } from '@/shared/amounts'

export type Credit = { name: string; role: 'author' | 'translator' | 'editor' | 'illustrator'; original_name: string }
export const ROLES: Credit['role'][] = ['author', 'translator', 'editor', 'illustrator']
export type BookForm = {
  title: string
  subtitle: string
  original_title: string
  authors: Credit[]
  series: string
  series_original_name: string
  volume: string
  publisher: string
  published_year: string
  language: string
  isbn13: string
  description: string
  categories: string[]
  price: string
}
export type FieldName = keyof BookForm

export function formOf(facts: StaffBook['facts'] | null): BookForm {
  return {
    title: facts?.title ?? '',
    subtitle: facts?.subtitle ?? '',
    original_title: facts?.original_title ?? '',
    authors: (facts?.authors ?? []).map((one) => ({ name: one.name, role: one.role ?? 'author', original_name: one.original_name ?? '' })),
    series: facts?.series ?? '',
    series_original_name: facts?.series_original_name ?? '',
    volume: facts?.volume === null || facts?.volume === undefined ? '' : String(facts.volume),
    publisher: facts?.publisher ?? '',
    published_year: facts?.published_year === null || facts?.published_year === undefined ? '' : String(facts.published_year),
    language: facts?.language ?? '',
    isbn13: facts?.isbn13 ?? '',
    description: facts?.description ?? '',
    categories: [...(facts?.categories ?? [])],
    price: yuanOf(facts?.price_cents ?? null),
  }
}

const or = (text: string) => text.trim() || null
const numberOr = (text: string) => (text.trim() ? Number(text) : null)

/** The currency is not typed: it stays what it was. */
export function factsOf(form: BookForm, currency: string): BookFactsGiven {
  return {
    title: form.title.trim(),
    subtitle: or(form.subtitle),
    original_title: or(form.original_title),
    authors: form.authors.filter((one) => one.name.trim()).map((one) => ({ name: one.name.trim(), role: one.role, original_name: or(one.original_name) })),
    series: or(form.series),
    series_original_name: or(form.series) && or(form.series_original_name),
    volume: or(form.series) ? numberOr(form.volume) : null,
    publisher: or(form.publisher),
    published_year: numberOr(form.published_year),
    language: or(form.language),
    isbn13: or(form.isbn13),
    description: or(form.description),
    categories: form.categories,
    price_cents: form.price.trim() ? centsOf(form.price) : null,
    currency,
  }
}

/** Check digits of ISO 2108: true for an ISBN-13 or ISBN-10 that can be. */
export function isIsbn(typed: string): boolean {
  const signs = typed.replace(/[\s-]/g, '').toUpperCase()
  const sum = (weight: (place: number) => number) => [...signs].reduce((total, sign, place) => total + (sign === 'X' ? 10 : Number(sign)) * weight(place), 0)
  if (/^97[89]\d{10}$/.test(signs)) return sum((place) => (place % 2 ? 3 : 1)) % 10 === 0
  return /^\d{9}[\dX]$/.test(signs) && sum((place) => 10 - place) % 11 === 0
}

const LONGEST: Partial<Record<FieldName, number>> = { title: 500, subtitle: 500, original_title: 500, publisher: 255, series: 255, series_original_name: 255 }
const NUMBER = /^\s*\d{1,5}(\.\d{1,2})?\s*$/

/** The code of what is wrong with a field, for the sentence under it. */
export function problemIn(form: BookForm, name: FieldName): string | null {
  const value = form[name]
  if (name === 'title' && !form.title.trim()) return 'title_missing'
  if (name === 'authors') return form.authors.some((one) => Math.max(one.name.length, one.original_name.length) > 255) ? 'string_too_long' : null
  if (typeof value !== 'string' || !value.trim()) return null
  if (value.length > (LONGEST[name] ?? Infinity)) return 'string_too_long'
  if (name === 'isbn13') return isIsbn(value) ? null : 'isbn_invalid'
  if (name === 'published_year') return /^\s*-?\d{1,4}\s*$/.test(value) && Number(value) !== 0 && Number(value) <= 2100 && Number(value) >= -3000 ? null : 'year_impossible'
  if (name === 'volume') return NUMBER.test(value) ? null : 'volume_impossible'
  if (name === 'price') return centsOf(value) === null ? 'price_impossible' : null
  return null
}
