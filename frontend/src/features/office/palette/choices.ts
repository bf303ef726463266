/** What the palette offers for what was typed. */
import type { Component } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { fit } from './initials'

/** A page of the office: what it is called in each language. */
export type PalettePage = { route: string; names: string[]; group: string; icon: Component }
export type PaletteChoice = { key: string; kind: 'recent' | 'pages' | 'books' | 'readers' | 'copies' | 'orders'; name: string; about: string; to: RouteLocationRaw; icon?: Component; /** May be remembered on this device: it names no person. */ kept?: boolean }

const MOST = 6

export function pageChoices(pages: PalettePage[], typed: string): PaletteChoice[] {
  const rated = pages.map((page) => ({ page, rate: typed.trim() ? Math.max(...page.names.map((name) => fit(name, typed))) : 1 }))
  const found = rated.filter(({ rate }) => rate > 0).sort((one, other) => other.rate - one.rate)
  return (typed.trim() ? found.slice(0, MOST) : found).map(({ page }) => ({ key: `page-${page.route}`, kind: 'pages', name: page.names[0]!, about: page.group, to: { name: page.route }, icon: page.icon, kept: true }))
}

const STORED = 'shelfwise.palette'
export type Recent = { key: string; name: string; about: string; to: RouteLocationRaw }

export function recentOnes(): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '[]') as Recent[]
  } catch {
    return [] // Written by another version, or by hand.
  }
}
/** Readers are not remembered: the device belongs to the desk. */
export function remember({ key, name, about, to, kept }: PaletteChoice): void {
  if (!kept) return
  localStorage.setItem(STORED, JSON.stringify([{ key, name, about, to }, ...recentOnes().filter((recent) => recent.key !== key)].slice(0, MOST)))
}
