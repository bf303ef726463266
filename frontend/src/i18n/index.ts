import { computed, shallowRef } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'
import type { Language as ElementLanguage } from 'element-plus/es/locale/index.mjs'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

const STORED = 'shelfwise.locale'
const MESSAGES = { 'zh-CN': () => import('./zh-CN.json'), en: () => import('./en.json') }
const ELEMENT = {
  'zh-CN': () => import('element-plus/es/locale/lang/zh-cn.mjs'),
  en: () => import('element-plus/es/locale/lang/en.mjs'),
}

export const i18n = createI18n({ legacy: false, locale: 'zh-CN' as Locale, fallbackLocale: false, messages: {} })
/** The words of Element Plus's own parts, in the same language. */
export const elementLocale = shallowRef<ElementLanguage>()

export function rememberedLocale(): Locale {
  const stored = localStorage.getItem(STORED)
  // The server says the library's usual language in the page itself.
  return LOCALES.find((locale) => locale === stored) ?? LOCALES.find((locale) => locale === document.documentElement.lang) ?? 'zh-CN'
}

/** Load one language and speak it from now on; only languages in use are ever fetched. */
export async function speak(locale: Locale): Promise<void> {
  const [messages, element] = await Promise.all([MESSAGES[locale](), ELEMENT[locale]()])
  i18n.global.setLocaleMessage(locale, messages.default)
  elementLocale.value = element.default
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  localStorage.setItem(STORED, locale)
  // So that the server speaks it too, in what it draws before the app is there.
  document.cookie = `shelfwise_locale=${locale}; path=/; max-age=31536000; SameSite=Lax`
}

/** Load another language without speaking it: its words are then there for `t(key, {}, { locale })`. */
export async function learn(locale: Locale): Promise<void> {
  if (!i18n.global.availableLocales.includes(locale)) i18n.global.setLocaleMessage(locale, (await MESSAGES[locale]()).default)
}

/** Translation together with the locale as a value that follows the switch. */
export function useWords() {
  const { t, te, locale } = useI18n({ useScope: 'global' })
  const current = computed(() => locale.value as Locale)
  /** The field of the current language from a pair such as `name_zh` / `name_en`. */
  const nameOf = (pair: { name_zh: string; name_en: string }) =>
    current.value === 'zh-CN' ? pair.name_zh : pair.name_en
  return { t, te: (key: string) => te(key), locale: current, nameOf }
}
