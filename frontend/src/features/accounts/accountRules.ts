/** The same rules the library applies, asked while one types; the library's own answer stays the last word. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u

export function nameProblem(name: string): string | null {
  const spelled = name.normalize('NFKC').trim()
  if (!spelled) return 'required'
  if ([...spelled].length < 2) return 'name_too_short'
  if ([...spelled].length > 32) return 'name_too_long'
  return NAME.test(spelled) ? null : 'name_characters'
}

export function emailProblem(email: string): string | null {
  return /^[A-Za-z0-9._%+-]+@([A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+$/.test(email.normalize('NFKC').trim()) ? null : 'email_malformed'
}

export function passwordProblem(password: string, name: string): string | null {
  if (!password) return 'required'
  const length = [...password].length
  if (length < 8) return 'password_too_short'
  if (length > 128) return 'password_too_long'
  if (name && password.normalize('NFKC').trim().toLowerCase() === name.normalize('NFKC').trim().toLowerCase()) return 'password_is_name'
  return new Set(password).size < 4 ? 'password_too_simple' : null
}
