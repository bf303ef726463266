import { describe, expect, it } from 'vitest'
import { nameProblem, passwordProblem } from './accountRules'

describe('names and passwords', () => {
  it.each([['林', 'name_too_short'], ['林晚', null], ['a b', 'name_characters'], ['.a', 'name_characters'], ['x'.repeat(33), 'name_too_long'], ['  ', 'required']])('name %s: %s', (name, problem) => {
    expect(nameProblem(name)).toBe(problem)
  })

  it.each([['short', 'password_too_short'], ['aaaaaaaaaa', 'password_too_simple'], ['Linwan2026', 'password_is_name'], ['correct horse', null], ['x'.repeat(129), 'password_too_long']])('password %s: %s', (password, problem) => {
    expect(passwordProblem(password, 'linwan2026')).toBe(problem)
  })
})
