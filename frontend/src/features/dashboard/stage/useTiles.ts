/** The figures above each scene. */
import { computed } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Screen } from '@/api/shapes'
import { formatMeasure } from '@/shared/format'
import type { Scene } from './asked'
import { useStage } from './look'
import { changeOf, type TileFacts } from './tileFacts'
import { finishedOf } from './useStretches'
import { useStageWords } from './useStageWords'
import { wayTo, type Figure } from './ways'

type Name = keyof Screen['tiles']
type Shown = { tile: TileFacts; to?: RouteLocationRaw }

const OF_SCENE: Record<Exclude<Scene, 'model' | 'shop'>, Name[]> = {
  overview: ['readers', 'active_readers', 'titles', 'copies', 'on_loan', 'overdue', 'loans_today', 'orders', 'revenue_cents'],
  reading: ['loans', 'returns', 'holds', 'loans_today', 'on_loan', 'overdue', 'ratings'],
  readers: ['readers', 'active_readers', 'new_readers', 'ratings'],
}
const BETTER: Partial<Record<Name, 'less' | 'neither'>> = { overdue: 'less', on_loan: 'neither', loans_today: 'neither', titles: 'neither', copies: 'neither', returns: 'neither', holds: 'neither' }
const COURSES: Partial<Record<Name, 'loans' | 'returns' | 'holds' | 'orders' | 'revenue_cents'>> = { loans: 'loans', returns: 'returns', holds: 'holds', orders: 'orders', revenue_cents: 'revenue_cents' }

export function useTiles(screen: () => Screen, scene: () => Scene) {
  const words = useStageWords()
  const { t, locale, number, share, roundMoney } = words
  const { open } = useStage()

  function tileOf(name: Name): Shown {
    const { value, before, suppressed } = screen().tiles[name]
    const write = name === 'revenue_cents' ? roundMoney(screen().currency) : number
    const tile: TileFacts = {
      name,
      label: t(`screen.tiles.${name}`),
      value,
      words: value === null ? (suppressed ? t('screen.fewer') : t('chart.none')) : write(value),
      write,
      // A day that has only begun is no fall.
      change: name === 'loans_today' ? undefined : changeOf(value, before, BETTER[name] ?? 'more', (part) => share(part)),
      aside: asideOf(name, value, before),
      course: courseOf(name),
      tone: name === 'overdue' && value ? 'alarm' : undefined,
    }
    return { tile, to: open.value ? wayOf(name) : undefined }
  }
  function courseOf(name: Name): number[] | undefined {
    const over = screen().series.slice(0, finishedOf(screen()))
    // Where a day of few is not told, there is no course either.
    if (name === 'new_readers') return over.some((point) => point.new_readers.suppressed) ? undefined : over.map((point) => point.new_readers.value ?? 0)
    const course = COURSES[name]
    return course && over.map((point) => point[course])
  }
  function asideOf(name: Name, value: number | null, before: number | null): string {
    if (name === 'loans_today') return before === null || screen().against === 'none' || (!before && !value) ? '' : t(`screen.sameDay.${screen().against}`, { count: number(before) })
    return before === 0 && value ? t('screen.noneBefore') : ''
  }
  function wayOf(name: Name): RouteLocationRaw {
    const { from_on, to_on } = screen()
    if (name === 'revenue_cents') return { name: 'staff-sales', query: { from: from_on, to: to_on } }
    if (name === 'loans_today') return wayTo('loans', { from_on: screen().today, to_on: screen().today })
    return wayTo(name as Figure, screen())
  }

  /** A measure that is no count: kept as ten-thousandths, so that it rolls like the others. */
  function part(name: string, value: number | null, before: number | null, write: (value: number) => string, better: 'more' | 'less' | 'neither', to?: RouteLocationRaw, aside = ''): Shown {
    const whole = (of: number | null) => (of === null ? null : Math.round(of * 10_000))
    return { tile: { name, label: t(`screen.tiles.${name}`), value: whole(value), words: value === null ? t('chart.none') : write(value), write: (rolled) => write(rolled / 10_000), change: changeOf(value, before, better, (change) => share(change)), aside: value === null ? aside : '' }, to }
  }
  /** What a sale brings, and how much is sold, beside the two figures of the shop. */
  function shopTiles(): Shown[] {
    const { orders, revenue_cents } = screen().tiles
    const mean = (cents: number | null, count: number | null) => (cents === null || !count ? null : Math.round(cents / count))
    const [now, before] = [mean(revenue_cents.value, orders.value), mean(revenue_cents.before, orders.before)]
    const money = words.money(screen().currency)
    const pieces = screen().categories.reduce((sum, line) => sum + line.pieces, 0)
    return [
      tileOf('orders'),
      tileOf('revenue_cents'),
      { tile: { name: 'mean_order', label: t('screen.tiles.mean_order'), value: now, words: now === null ? t('chart.none') : money(now), write: money, change: changeOf(now, before, 'more', (change) => share(change)) } },
      { tile: { name: 'pieces', label: t('screen.tiles.pieces'), value: pieces, words: number(pieces), write: number, aside: orders.value ? t('screen.perOrder', { count: (Math.round((10 * pieces) / orders.value) / 10).toFixed(1) }) : '' } },
    ]
  }
  function modelTiles(): Shown[] {
    const { runs, published_run_id, lists, oldest_list_at, trained_at } = screen().model
    const at = runs.findIndex((run) => run.run_id === published_run_id)
    const [run, before] = [runs[at], at > 0 ? runs.slice(0, at).findLast((each) => each.ndcg_at_10 !== null) : undefined]
    const to = open.value && run ? { name: 'staff-run', params: { id: run.run_id } } : undefined
    const unseen = run ? t('screen.empty.model-response') : ''
    const measure = (value: number) => formatMeasure(value, locale.value)
    const lift = (each: typeof run) => (each?.ndcg_at_10 && each.popularity_ndcg_at_10 ? each.ndcg_at_10 / each.popularity_ndcg_at_10 : null)
    return [
      part('ndcg', run?.ndcg_at_10 ?? null, before?.ndcg_at_10 ?? null, measure, 'more', to),
      part('lift', lift(run), null, (value) => t('screen.times', { count: (Math.round(value * 10) / 10).toFixed(1) }), 'more', to),
      part('coverage', run?.coverage_at_10 ?? null, before?.coverage_at_10 ?? null, (value) => share(value), 'more', to),
      part('click_through', run?.click_through ?? null, before?.click_through ?? null, (value) => share(value), 'more', to, unseen),
      part('borrow_rate', run?.borrow_rate ?? null, before?.borrow_rate ?? null, (value) => share(value), 'more', to, unseen),
      { tile: { name: 'lists', label: t('screen.tiles.lists'), value: lists, words: number(lists), write: number, aside: oldest_list_at ? t('screen.oldestList', { when: ageOf(oldest_list_at) }) : '' }, to },
      { tile: { name: 'trained', label: t('screen.tiles.trained'), value: null, words: trained_at ? ageOf(trained_at) : t('screen.never'), write: number, aside: trained_at ? words.moment(trained_at) : '' }, to: open.value ? { name: 'staff-runs' } : undefined },
    ]
  }
  function ageOf(moment: string): string {
    const hours = Math.max(0, (Date.parse(screen().as_of) - Date.parse(moment)) / 3_600_000)
    const told = new Intl.RelativeTimeFormat(locale.value, { numeric: 'always' })
    if (hours < 1) return told.format(-Math.round(hours * 60), 'minute')
    return hours < 48 ? told.format(-Math.round(hours), 'hour') : told.format(-Math.round(hours / 24), 'day')
  }

  return computed(() => {
    const shown = scene()
    if (shown === 'model') return modelTiles()
    return shown === 'shop' ? shopTiles() : OF_SCENE[shown].map(tileOf)
  })
}
