import { describe, expect, it } from 'vitest'
import { nextPathOf } from './nextPath'

describe('the way back after signing in', () => {
  it('keeps a path of this site with its query', () => {
    expect(nextPathOf('/books/3?from=list#rate')).toBe('/books/3?from=list#rate')
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', undefined, ['/a'], '/sign-in', '/register?next=/x', '/\t/evil.example'])('%s leads home', (next) => {
    expect(nextPathOf(next)).toBe('/')
  })
})
