/** What the table of payments is narrowed by. */
import { day, flag, oneOf, text } from '@/shared/ui/table/filters'

export const PAYMENT_STATES = ['created', 'processing', 'authorised', 'captured', 'failed', 'voided'] as const
export const METHODS = ['cash', 'card'] as const
export const PAYMENT_FILTERS = { state: oneOf(...PAYMENT_STATES), provider: text, method: oneOf(...METHODS), made_from: day, made_to: day, refunded: flag }
