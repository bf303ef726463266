/** Two people edit the same thing: what the other one changed, and how both are put together. */
export type Choice = 'mine' | 'theirs'
/** `clash`: I changed it too, into something else; then one of both must be chosen. */
export type Meanwhile<Name> = { name: Name; clash: boolean }

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

/** The fields that the library now has otherwise than the editor saw them. `seen`: as the form was opened; `mine`: as it is now. */
export function changedMeanwhile<Form extends object>(seen: Form, mine: Form, now: Form): Meanwhile<keyof Form & string>[] {
  const names = Object.keys(mine) as (keyof Form & string)[]
  return names.filter((name) => !same(now[name], seen[name])).map((name) => ({ name, clash: !same(mine[name], seen[name]) && !same(mine[name], now[name]) }))
}

/** The form to go on with: what only one of both changed is kept; where both did, the choice decides, and without one it is mine. */
export function putTogether<Form extends object>(seen: Form, mine: Form, now: Form, choices: Partial<Record<keyof Form & string, Choice>>): Form {
  const taken = changedMeanwhile(seen, mine, now).filter(({ name, clash }) => (choices[name] ?? (clash ? 'mine' : 'theirs')) === 'theirs')
  return { ...mine, ...Object.fromEntries(taken.map(({ name }) => [name, now[name]])) }
}

/** Whether anything was typed that the library does not have. */
export const isTyped = <Form extends object>(seen: Form, mine: Form): boolean => !same(seen, mine)
