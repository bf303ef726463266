import { computed, shallowRef, type ComputedRef } from 'vue'
import { useWords } from '@/i18n'

type Names = { name_zh: string; name_en: string }

const names = shallowRef<Names>()

/** The library has said what it is called. */
export const callLibrary = (called: Names): void => void (names.value = called)

/** What the library is called in the language that is spoken; until it has said so, the name of the portal. */
export function useLibraryName(): ComputedRef<string> {
  const { t, nameOf } = useWords()
  return computed(() => (names.value ? nameOf(names.value) : t('head.plain')))
}
