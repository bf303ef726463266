import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerWith, mountPart } from '@/testing/mounting'
import SearchField from './SearchField.vue'

const answer = (...titles: string[]) => ({ body: { books: titles.map((title, i) => ({ id: i + 1, title, authors: [] })), authors: [], categories: [] } })
const asked = (request: Request) => new URL(request.url).searchParams.get('q')
const still = async (milliseconds = 130) => {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await flushPromises()
}
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  document.body.innerHTML = ''
})

async function field(answers: (request: Request) => ReturnType<typeof answer> | Promise<ReturnType<typeof answer>>) {
  const calls = answerWith({ 'GET /api/books/suggest': answers })
  const { wrapper, router } = await mountPart(SearchField, { shortcut: true })
  const input = wrapper.get<HTMLInputElement>('[role=combobox]')
  const lines = () => wrapper.findAll('[role=option]').map((line) => line.text())
  const current = () => wrapper.find('[aria-selected=true]')
  return { calls, wrapper, router, input, lines, current }
}

describe('the search field', () => {
  it('asks when the hand is still, once', async () => {
    const { calls, input, lines } = await field(() => answer('三体'))
    for (const words of ['s', 'sa', 'san']) {
      await input.setValue(words)
      await still(50)
    }
    expect(calls).toEqual([])
    await still()
    expect(calls.map(asked)).toEqual(['san'])
    expect(lines()).toEqual(['三体', '搜索“san”'])
  })

  it('never lets a late answer replace a newer one', async () => {
    let late = () => {}
    const { input, lines } = await field((request) => (asked(request) === 'sa' ? new Promise((resolve) => (late = () => resolve(answer('旧的')))) : answer('新的')))
    await input.setValue('sa')
    await still()
    await input.setValue('san')
    await still()
    expect(lines()).toEqual(['新的', '搜索“san”'])
    late()
    await flushPromises()
    expect(lines()).toEqual(['新的', '搜索“san”'])
  })

  it('is walked through with arrows, says where it stands, and Enter goes there', async () => {
    const { input, current, router, wrapper } = await field(() => answer('三体', '三国演义'))
    await input.setValue('san')
    await still()
    await input.trigger('keydown', { key: 'ArrowDown' })
    await input.trigger('keydown', { key: 'ArrowDown' })
    expect(current().text()).toBe('三国演义')
    expect(input.attributes('aria-activedescendant')).toBe(current().attributes('id'))
    await input.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/books/2')
    expect(wrapper.find('[role=listbox]').exists()).toBe(false)
  })

  it('closes on Escape and keeps the words; Enter then looks for them', async () => {
    const { input, router, wrapper } = await field(() => answer('三体'))
    await input.setValue('三体')
    await still()
    expect(input.attributes('aria-expanded')).toBe('true')
    await input.trigger('keydown', { key: 'Escape' })
    expect(wrapper.find('[role=listbox]').exists()).toBe(false)
    expect(input.element.value).toBe('三体')
    await wrapper.get('form').trigger('submit')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ q: '三体' })
  })

  it('leaves the keys to an input method while it is at work', async () => {
    const { input, current } = await field(() => answer('三体'))
    await input.setValue('san')
    await still()
    await input.trigger('keydown', { key: 'ArrowDown', isComposing: true })
    expect(current().exists()).toBe(false)
  })
})
