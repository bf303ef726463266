import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest'
import { defineComponent, nextTick, ref } from 'vue'
import { useRefresh } from './useRefresh'
import { useRotation } from './useRotation'
import { useStageKeys, type StageActs } from './useStageKeys'

const within = (setup: () => void) => mount(defineComponent({ setup: () => (setup(), () => null) }))
const see = (state: 'visible' | 'hidden') => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the screen looks again', () => {
  it('every so many seconds, but not while nobody sees it, and at once when it is seen again', async () => {
    const look = vi.fn(() => Promise.resolve())
    const part = within(() => useRefresh(60, look))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(look).toHaveBeenCalledTimes(2)
    see('hidden')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(look).toHaveBeenCalledTimes(2)
    see('visible')
    await vi.advanceTimersByTimeAsync(1)
    expect(look).toHaveBeenCalledTimes(3)
    part.unmount()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(look).toHaveBeenCalledTimes(3)
  })

  it('after a failure too, and never where the address says so', async () => {
    const look = vi.fn(() => Promise.reject(new Error('offline')))
    const every = ref(60)
    const part = within(() => useRefresh(every, look))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(look).toHaveBeenCalledTimes(2)
    every.value = 0
    await nextTick()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(look).toHaveBeenCalledTimes(2)
    part.unmount()
  })
})

describe('the scenes change', () => {
  it('by themselves, counted anew from each change, and not while held', async () => {
    const next = vi.fn()
    const scene = ref('overview')
    const held = ref(false)
    const part = within(() => useRotation({ scene, seconds: 30, held }, next))
    await vi.advanceTimersByTimeAsync(20_000)
    scene.value = 'shop'
    await nextTick()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(next).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(next).toHaveBeenCalledTimes(1)
    held.value = true
    await nextTick()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(next).toHaveBeenCalledTimes(1)
    part.unmount()
  })
})

describe('the keys', () => {
  const names = ['step', 'scene', 'pause', 'full', 'tables', 'theme', 'help', 'escape'] as const
  const press = (key: string, at: EventTarget = document.body, more: KeyboardEventInit = {}) => at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }))

  it('work the screen, but are left to fields, buttons and the browser', () => {
    const acts = Object.fromEntries(names.map((name) => [name, vi.fn()])) as unknown as { [name in keyof StageActs]: StageActs[name] & Mock }
    const part = within(() => useStageKeys(acts))
    const [field, button] = [document.createElement('input'), document.createElement('button')]
    document.body.append(field, button)
    press('ArrowRight')
    press('ArrowLeft')
    expect(acts.step.mock.calls).toEqual([[1], [-1]])
    press('3')
    expect(acts.scene).toHaveBeenCalledWith(2)
    for (const [key, name] of [[' ', 'pause'], ['f', 'full'], ['T', 'tables'], ['l', 'theme'], ['?', 'help'], ['Escape', 'escape']] as const) {
      press(key)
      expect(acts[name], name).toHaveBeenCalledTimes(1)
    }
    press('f', field)
    press(' ', button)
    press('f', document.body, { ctrlKey: true })
    expect([acts.full.mock.calls.length, acts.pause.mock.calls.length]).toEqual([1, 1])
    part.unmount()
    press('f')
    expect(acts.full).toHaveBeenCalledTimes(1)
  })
})
