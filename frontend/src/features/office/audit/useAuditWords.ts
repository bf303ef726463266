/** What was done and to what, in words; what the page has none for is named as the library names it. */
import { useWords } from '@/i18n'

export function useAuditWords() {
  const { t, te } = useWords()
  const actWords = (act: string) => (te(`audit.acts.${act}`) ? t(`audit.acts.${act}`) : act)
  const kindWords = (kind: string) => (te(`audit.kinds.${kind}`) ? t(`audit.kinds.${kind}`) : kind)
  return { actWords, kindWords }
}
