import { mount } from '@vue/test-utils'
import { beforeAll, describe, expect, it } from 'vitest'
import { i18n, speak } from '@/i18n'
import RatingStars from './RatingStars.vue'

const mounted = (stars: number | null) => mount(RatingStars, { props: { stars, label: '打星' }, attachTo: document.body, global: { plugins: [i18n] } })

beforeAll(() => speak('zh-CN'))

describe('five stars by keyboard', () => {
  it('are a radio group with one stop in the tab order', () => {
    const group = mounted(3)
    expect(group.get('[role=radiogroup]').attributes('aria-label')).toBe('打星')
    const radios = group.findAll('[role=radio]')
    expect(radios.map((radio) => radio.attributes('tabindex'))).toEqual(['-1', '-1', '0', '-1', '-1'])
    expect(radios[2]!.attributes('aria-checked')).toBe('true')
    expect(radios[2]!.attributes('aria-label')).toBe('3 星')
  })

  it('offer the first star when none is given', () => {
    expect(mounted(null).findAll('[role=radio]')[0]!.attributes('tabindex')).toBe('0')
  })

  it.each([['ArrowRight', 4], ['ArrowUp', 4], ['ArrowLeft', 2], ['ArrowDown', 2], ['Home', 1], ['End', 5], ['5', 5]])('%s gives %i', async (key, stars) => {
    const group = mounted(3)
    await group.get('[role=radiogroup]').trigger('keydown', { key })
    expect(group.emitted('rate')).toEqual([[stars]])
  })

  it.each([[3, 'ArrowLeft', 2.5], [3.5, 'ArrowRight', 4], [1, 'ArrowLeft', 1]])('%d with Shift and %s gives %d', async (stars, key, next) => {
    const group = mounted(stars)
    await group.get('[role=radiogroup]').trigger('keydown', { key, shiftKey: true })
    expect(group.emitted('rate')).toEqual([[next]])
  })

  it.each([[3.5, 'ArrowLeft', 3], [3.5, 'ArrowRight', 4]])('%d with %s alone gives the whole star %d', async (stars, key, next) => {
    const group = mounted(stars)
    await group.get('[role=radiogroup]').trigger('keydown', { key })
    expect(group.emitted('rate')).toEqual([[next]])
  })

  it('stop at five and at one', async () => {
    const group = mounted(5)
    await group.get('[role=radiogroup]').trigger('keydown', { key: 'ArrowRight' })
    expect(group.emitted('rate')).toEqual([[5]])
  })

  it('Delete takes them back, but only if there are any', async () => {
    const given = mounted(2)
    await given.get('[role=radiogroup]').trigger('keydown', { key: 'Delete' })
    expect(given.emitted('remove')).toHaveLength(1)
    const none = mounted(null)
    await none.get('[role=radiogroup]').trigger('keydown', { key: 'Delete' })
    expect(none.emitted('remove')).toBeUndefined()
  })

  it('preview under the pointer and forget when it leaves', async () => {
    const group = mounted(1)
    await group.findAll('[role=radio]')[3]!.trigger('mouseenter')
    expect(group.findAll('.full')).toHaveLength(4)
    await group.get('[role=radiogroup]').trigger('mouseleave')
    expect(group.findAll('.full')).toHaveLength(1)
  })
})

describe('half stars', () => {
  it('are given by one more click on the star that is given, and the next one gives it whole', async () => {
    const whole = mounted(4)
    await whole.findAll('[role=radio]')[3]!.trigger('click')
    expect(whole.emitted('rate')).toEqual([[3.5]])
    const half = mounted(3.5)
    const star = half.findAll('[role=radio]')[3]!
    expect([star.attributes('aria-checked'), star.attributes('aria-label'), half.findAll('.full').length, half.findAll('.half').length]).toEqual(['true', '3.5 星', 3, 1])
    await star.trigger('click')
    expect(half.emitted('rate')).toEqual([[4]])
  })

  it('do not stand in the way of another whole star, and there is none below one', async () => {
    const group = mounted(4)
    await group.findAll('[role=radio]')[1]!.trigger('click')
    expect(group.emitted('rate')).toEqual([[2]])
    const one = mounted(1)
    await one.findAll('[role=radio]')[0]!.trigger('click')
    expect(one.emitted('rate')).toEqual([[1]])
  })
})
