import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withDirectives, h } from 'vue'

type Report = (entries: { target: Element; isIntersecting: boolean; intersectionRatio: number }[]) => void
let report: Report = () => {}
let visible = 'visible'

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers()
  visible = 'visible'
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visible as DocumentVisibilityState)
  vi.stubGlobal('IntersectionObserver', class {
    constructor(callback: Report) {
      report = callback
    }
    observe() {}
    unobserve() {}
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function card() {
  const { vSeen } = await import('./seen')
  const told = vi.fn()
  const wrapper = mount({ render: () => withDirectives(h('p'), [[vSeen, told]]) })
  const show = (ratio: number) => report([{ target: wrapper.element, isIntersecting: ratio > 0, intersectionRatio: ratio }])
  return { told, show, wrapper }
}

describe('a card counts as seen', () => {
  it('when half of it was visible for one second, and only once', async () => {
    const { told, show } = await card()
    show(0.6)
    vi.advanceTimersByTime(999)
    expect(told).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    show(0)
    show(1)
    vi.advanceTimersByTime(5000)
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('not when it only flew past, or showed an edge', async () => {
    const { told, show } = await card()
    show(0.9)
    vi.advanceTimersByTime(600)
    show(0.1)
    vi.advanceTimersByTime(5000)
    expect(told).not.toHaveBeenCalled()
  })

  it('not while the tab is in the background', async () => {
    const { told, show } = await card()
    visible = 'hidden'
    show(1)
    vi.advanceTimersByTime(3000)
    expect(told).not.toHaveBeenCalled()
    visible = 'visible'
    vi.advanceTimersByTime(1000)
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('not after it was taken away', async () => {
    const { told, show, wrapper } = await card()
    show(1)
    wrapper.unmount()
    vi.advanceTimersByTime(5000)
    expect(told).not.toHaveBeenCalled()
  })
})
