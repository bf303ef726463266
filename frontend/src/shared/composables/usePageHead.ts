import { readonly, ref, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'
import { useWords } from '@/i18n'
import { useLibraryName } from './useLibraryName'

/** `seal`: an ordinary page; `lost`: nothing here; any colour: the book on this page, as a small cover. */
export type PageIcon = 'seal' | 'lost' | `#${string}`

const shownTitle = ref('')

/** The title and the icon of the browser tab follow what the page shows. */
export function usePageHead(title: MaybeRefOrGetter<string | undefined>, icon: MaybeRefOrGetter<PageIcon> = 'seal'): void {
  const { t } = useWords()
  const library = useLibraryName()
  watchEffect(() => {
    const name = toValue(title)
    shownTitle.value = name ?? ''
    document.title = name ? t('head.titled', { title: name, library: library.value }) : library.value
    document.querySelector('#favicon')?.setAttribute('href', hrefOf(toValue(icon)))
  })
}

/** What the page that is shown calls itself. */
export const usePageTitle = () => readonly(shownTitle)

function hrefOf(icon: PageIcon): string {
  if (icon === 'seal') return '/favicon.svg'
  const drawing =
    icon === 'lost'
      ? '<rect x="2" y="2" width="28" height="28" rx="6" fill="none" stroke="#B23A2E" stroke-width="2.5" stroke-dasharray="5 4"/>'
      : `<rect x="6" y="2" width="21" height="28" rx="2" fill="${icon}"/><path d="M10 2v28" stroke="#fff" stroke-opacity=".35" stroke-width="1.5"/><rect x="18" y="7" width="4" height="11" fill="#F4E3CF"/>`
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${drawing}</svg>`)}`
}
