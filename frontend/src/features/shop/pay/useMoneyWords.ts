import { useWords } from '@/i18n'

/** Ways to pay and what went wrong, in words; a provider that the page has no words for is named as the library does. */
export function useMoneyWords() {
  const { t, te } = useWords()
  const nameOf = (provider: string) => (te(`pay.ways.${provider}`) ? t(`pay.ways.${provider}`) : provider)
  const wayOf = (payment: { provider: string; method?: string | null }) => (payment.method ? t('pay.atDesk', { method: t(`pay.methods.${payment.method}`) }) : nameOf(payment.provider))
  const problemOf = (problem: string) => (te(`pay.problems.${problem}`) ? t(`pay.problems.${problem}`) : problem)
  const outcomeOf = (outcome: string) => (te(`pay.outcomes.${outcome}`) ? t(`pay.outcomes.${outcome}`) : outcome)
  return { nameOf, wayOf, problemOf, outcomeOf }
}
