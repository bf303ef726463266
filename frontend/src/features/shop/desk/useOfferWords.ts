/** Discounts and vouchers in words: for what, how much, from when to when. */
import type { Discount, Voucher } from '@/api/shapes'
import { useWords } from '@/i18n'
import { quoteTitle } from '@/shared/format'
import { useOrderWords } from '../orders/useOrderWords'

export function useOfferWords() {
  const { nameOf, locale } = useWords()
  const { t, money, day, number, moment } = useOrderWords()
  function categoryOf(category: NonNullable<Discount['category']>): string {
    const top = locale.value === 'zh-CN' ? category.parent_zh : category.parent_en
    return top ? t('discounts.under', { top, leaf: nameOf(category) }) : nameOf(category)
  }
  const scopeOf = (offer: { category: Discount['category']; sku?: Discount['sku'] }) =>
    offer.sku ? `${quoteTitle(offer.sku.title, locale.value)} ${t(`orders.kinds.${offer.sku.kind}`)}` : offer.category ? categoryOf(offer.category) : t('discounts.everything')
  const spanOf = (offer: { starts_on: string; ends_on: string }) => t('discounts.span', { from: day(offer.starts_on), to: day(offer.ends_on) })
  const worthOf = (voucher: Pick<Voucher, 'kind' | 'value'>) => (voucher.kind === 'percent' ? t('stock.less', { percent: number(voucher.value) }) : t('vouchers.off', { money: money(voucher.value) }))
  return { t, locale, nameOf, money, day, number, moment, scopeOf, spanOf, worthOf }
}

/** The day at the reader's screen: what a new offer begins with. */
export const dayAhead = (days: number) => new Intl.DateTimeFormat('en-CA').format(new Date(Date.now() + days * 86_400_000))
