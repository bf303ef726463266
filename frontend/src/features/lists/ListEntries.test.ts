import { flushPromises } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSession } from '@/features/accounts/session'
import { useToasts } from '@/shared/composables/useToasts'
import { answerWith, BOOK, mountPart, READER, type Answers } from '@/testing/mounting'
import ListEntries from './ListEntries.vue'
import { useList } from './queries'

const LIST = {
  id: 7, name: '睡前读', description: '', visibility: 'private', share_slug: null, book_count: 3, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', page: 1, size: 100,
  entries: ['三体', '围城', '边城'].map((title, position) => ({ book: { ...BOOK, id: position + 1, title }, position, note: '', added_at: '2026-01-01T00:00:00Z' })),
}
const Page = defineComponent(() => {
  const { data } = useList(7)
  return () => (data.value ? h(ListEntries, { list: data.value }) : null)
})

async function list(answers: Answers) {
  const calls = answerWith({ 'GET /api/lists/7': () => ({ body: LIST }), ...answers })
  const made = await mountPart(Page, {})
  useSession().reader = READER
  await flushPromises()
  return { ...made, calls, titles: () => made.wrapper.findAll('h3').map((title) => title.text()) }
}
afterEach(() => vi.unstubAllGlobals())

describe('the books of a list', () => {
  it('move at once by their buttons, say so, and keep the focus', async () => {
    const { wrapper, titles, calls } = await list({ 'PATCH /api/lists/7/books/1': () => new Promise(() => undefined) })
    const down = wrapper.get<HTMLButtonElement>('[aria-label="下移《三体》"]')
    down.element.focus()
    await down.trigger('click')
    await flushPromises()
    expect(titles()).toEqual(['围城', '三体', '边城'])
    expect(wrapper.get('[role=status]').text()).toContain('第 2 本，共 3 本')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('下移《三体》')
    expect(await calls.at(-1)!.json()).toEqual({ position: 1 })
  })

  it('go back to their places, with a reason, when it could not be saved', async () => {
    const { wrapper, titles } = await list({ 'PATCH /api/lists/7/books/3': () => ({ status: 409, body: { code: 'busy', message: 'x' } }) })
    await wrapper.get('[aria-label="上移《边城》"]').trigger('click')
    await flushPromises()
    expect(titles()).toEqual(['三体', '围城', '边城'])
    expect(useToasts().toasts.value[0]?.text).toContain('已恢复原样')
  })

  it('leave the list at once, and come back to their place at undo', async () => {
    const { wrapper, titles, calls } = await list({
      'DELETE /api/lists/7/books/2': () => new Promise((resolve) => setTimeout(() => resolve({ body: {} }), 5)),
      'PUT /api/lists/7/books/2': () => ({ body: {} }),
    })
    await wrapper.get('[aria-label="把《围城》从书单拿下"]').trigger('click')
    expect(titles()).toEqual(['三体', '边城'])
    await new Promise((resolve) => setTimeout(resolve, 10))
    await flushPromises()
    useToasts().toasts.value[0]!.action!.run()
    await flushPromises()
    const put = calls.find((call) => call.method === 'PUT')!
    expect(await put.json()).toEqual({ position: 1, note: '' })
  })
})
