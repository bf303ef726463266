import { useWords } from '@/i18n'

/** The name of a model or of a rule, for people; an unknown one keeps its own. */
export function useRunWords() {
  const { t, te } = useWords()
  const sourceName = (source: string) => (te(`models.${source}`) ? t(`models.${source}`) : te(`recommendations.rules.${source}`) ? t(`recommendations.rules.${source}`) : source)
  return { sourceName }
}
