import { describe, expect, it } from 'vitest'
import { emailProblem, nameProblem, passwordProblem } from './accountRules'

describe('names and passwords', () => {
  it.each([['林', 'name_too_short'], ['林晚', null], ['a b', 'name_characters'], ['.a', 'name_characters'], ['x'.repeat(33), 'name_too_long'], ['  ', 'required']])('name %s: %s', (name, problem) => {
    expect(nameProblem(name)).toBe(problem)
  })

  it.each([['Lin.Wan@example.com', null], [' lin@mail.example.cn ', null], ['lin@example', 'email_malformed'], ['lin wan@example.com', 'email_malformed'], ['lin@@example.com', 'email_malformed'], ['林@example.com', 'email_malformed']])('address %s: %s', (email, problem) => {
    expect(emailProblem(email)).toBe(problem)
  })

  it.each([['short', 'password_too_short'], ['aaaaaaaaaa', 'password_too_simple'], ['Linwan2026', 'password_is_name'], ['correct horse', null], ['x'.repeat(129), 'password_too_long']])('password %s: %s', (password, problem) => {
    expect(passwordProblem(password, 'linwan2026')).toBe(problem)
  })
})
