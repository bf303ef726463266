import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useSession } from '@/features/accounts/session'
import { answerWith, mountPart, READER } from '@/testing/mounting'
import { useImpressions } from './impressions'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function page(personalised = true) {
  const calls = answerWith({ 'POST /api/recommendations/shown': () => ({ body: null }) })
  let seen: ReturnType<typeof useImpressions>['seen'] = () => {}
  const part = defineComponent({
    setup() {
      seen = useImpressions('for_you').seen
      return () => h('p')
    },
  })
  const { wrapper } = await mountPart(part, {})
  useSession().reader = { ...READER, personalised }
  const told = async () => (await Promise.all(calls.map((call) => call.clone().json()))) as { items: { book_id: number }[] }[]
  return { wrapper, calls, told, seen: (id: number) => seen(id, 'ncf', 3) }
}

describe('books that were seen', () => {
  it('are told in one batch, each once', async () => {
    const { seen, told } = await page()
    seen(1)
    seen(2)
    seen(1)
    vi.advanceTimersByTime(2000)
    seen(2)
    vi.advanceTimersByTime(5000)
    await flushPromises()
    expect(await told()).toEqual([{ items: [1, 2].map((book_id) => ({ book_id, shelf: 'for_you', source: 'ncf', run_id: 3 })) }])
  })

  it('are told at once when the page goes away, by a request that outlives it', async () => {
    const { seen, calls } = await page()
    seen(7)
    dispatchEvent(new Event('pagehide'))
    await flushPromises()
    expect(calls).toHaveLength(1)
    expect(calls[0]!.keepalive).toBe(true)
  })

  it('are not told for readers who opted out', async () => {
    const { seen, wrapper, calls } = await page(false)
    seen(1)
    wrapper.unmount()
    await flushPromises()
    expect(calls).toHaveLength(0)
  })

  it('are never told under another reader’s name', async () => {
    const { seen, calls } = await page()
    seen(1)
    useSession().reader = { ...READER, id: 6 }
    vi.advanceTimersByTime(2000)
    await flushPromises()
    expect(calls).toHaveLength(0)
  })
})
