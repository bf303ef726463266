import { describe, expect, it } from 'vitest'
import { linked } from './linked'

const links = (text: string) => linked(text).flatMap((part) => part.href ?? [])

describe('the text of an announcement', () => {
  it.each([
    ['See https://example.org/a?b=1.', ['https://example.org/a?b=1']],
    ['见 http://example.org/开馆', ['http://example.org/']],
    ['(https://example.org)', ['https://example.org']],
    ["javascript:alert(1) <a href='x'>no</a> //example.org", []],
    ['https://', []],
    ['a https://x.org b https://y.org', ['https://x.org', 'https://y.org']],
  ])('%s', (text, found) => {
    expect(links(text)).toEqual(found)
    expect(linked(text).map((part) => part.text).join('')).toBe(text)
  })
})
