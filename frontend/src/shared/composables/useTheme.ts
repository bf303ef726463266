import { ref, watch } from 'vue'

export const THEMES = ['light', 'dark', 'system'] as const
export type Theme = (typeof THEMES)[number]

const STORED = 'shelfwise.theme'
const prefersDark = matchMedia('(prefers-color-scheme: dark)')
const theme = ref<Theme>(THEMES.find((name) => name === localStorage.getItem(STORED)) ?? 'system')

function paint(): void {
  const dark = theme.value === 'dark' || (theme.value === 'system' && prefersDark.matches)
  document.documentElement.classList.toggle('dark', dark)
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) meta.content = dark ? '#16181D' : '#FBF8F3'
}

watch(theme, (name) => {
  localStorage.setItem(STORED, name)
  paint()
})
prefersDark.addEventListener('change', paint)
paint()

/** Light, dark, or as the system says; one choice for the whole page. */
export function useTheme() {
  return { theme }
}
