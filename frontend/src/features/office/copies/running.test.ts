import { expect, it } from 'vitest'
import { runningTo } from './running'

it('says the last of barcodes that run on', () => {
  expect(runningTo('SW0000099', 2)).toBe('SW0000100')
  expect(runningTo('A9', 3)).toBe('A11')
  expect(runningTo('SHELF', 2)).toBeNull()
  expect(runningTo('9'.repeat(32), 2)).toBeNull()
})
