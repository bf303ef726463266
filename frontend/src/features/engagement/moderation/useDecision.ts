import { sentenceOf } from '@/api/errors'
import type { QueuedReview, ReviewDecision } from '@/api/shapes'
import { useWords } from '@/i18n'
import { useToasts } from '@/shared/composables/useToasts'
import { useDecide } from './queries'

/** Decide on a review, with words for what happened and a way back. */
export function useDecision() {
  const { t, te } = useWords()
  const { show } = useToasts()
  const { mutateAsync } = useDecide()

  async function save(review: QueuedReview, decision: ReviewDecision): Promise<boolean> {
    try {
      await mutateAsync({ reviewId: review.id, decision })
      return true
    } catch (error) {
      show(t('moderation.rolledBack', { reason: sentenceOf(error, t, te) }), { tone: 'alarm' })
      return false
    }
  }
  async function decide(review: QueuedReview, decision: ReviewDecision): Promise<void> {
    if (!(await save(review, decision))) return
    // As it was before: waiting, or as it had been decided.
    const waited = review.decided_at === null
    const before: ReviewDecision = { state: review.state, reason: review.decision_reason ?? '', waits: waited }
    show(t(decision.state === 'hidden' ? 'moderation.hidden' : 'moderation.published'), { action: { label: t('actions.undo'), run: () => void save(review, before) } })
  }
  return { decide }
}
