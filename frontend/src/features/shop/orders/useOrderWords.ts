/** Orders in words: what one is now, what happened to it, sums and days. */
import { ApiError, sentenceOf, type Reason } from '@/api/errors'
import type { Order, OrderSummary } from '@/api/shapes'
import { useWords } from '@/i18n'
import { formatDate, formatMoment, formatMoney, formatNumber } from '@/shared/format'
import { nowOf } from './orderStates'

export function useOrderWords() {
  const { t, te, locale } = useWords()
  const money = (cents: number | null | undefined, currency = 'CNY') => formatMoney(cents ?? 0, currency, locale.value)
  const day = (on: string | null | undefined) => (on ? formatDate(on, locale.value) : '')
  const moment = (at: string | null | undefined) => (at ? formatMoment(at, locale.value) : '')
  const number = (value: number) => formatNumber(value, locale.value)

  /** One sentence: what it is now and what comes next, to its reader or to the desk. */
  const sentenceNow = (order: OrderSummary, to: 'now' | 'atDesk' = 'now') =>
    t(`orders.${to}.${nowOf(order)}`, { until: moment(order.expires_at), carrier: order.carrier ?? '', tracking: order.tracking_number ?? '', slot: order.slot ?? '', day: day(order.pickup_until ?? order.return_until), money: money(order.owed_cents, order.currency), returnUntil: day(order.return_until) })

  function eventOf(event: Pick<Order['events'][number], 'entity' | 'action' | 'facts'>): string {
    const key = `orders.events.${event.entity}.${event.action}`
    const { cents, carrier, tracking_number: tracking, slot } = event.facts as { cents?: number; carrier?: string; tracking_number?: string; slot?: string }
    return te(key) ? t(key, { money: cents === undefined ? '' : money(cents), carrier: carrier ?? '', tracking: tracking ?? '', slot: slot ?? '' }).trim() : event.action
  }
  function reasonOf(reason: Reason & Record<string, unknown>): string {
    const key = `orders.reasons.${reason.code}`
    return te(key) ? t(key, { money: money(reason.cents), day: day(reason.until), left: number(Number(reason.left ?? 0)) }) : t('refusals.other', { code: reason.code })
  }
  /** Everything that spoke against an act, or what else went wrong. */
  function whyOf(error: unknown): string {
    return error instanceof ApiError && error.reasons.length ? error.reasons.map((reason) => reasonOf(reason as Reason & Record<string, unknown>)).join(t('desk.gap')) : sentenceOf(error, t, te)
  }
  const pieces = (lines: { quantity: number }[]) => lines.reduce((sum, line) => sum + line.quantity, 0)
  return { t, te, locale, money, day, moment, number, sentenceNow, eventOf, whyOf, pieces }
}
