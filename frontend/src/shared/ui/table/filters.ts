/** How a filter of a table is read from the address: undefined when it is not there, or is nothing that it can be. */
export type Filter<Value> = (text: string) => Value | undefined
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- A filter of whatever: its own type is kept by inference.
export type Filters = Record<string, Filter<any>>
export type ValuesOf<Of extends Filters> = { [Name in keyof Of]?: NonNullable<ReturnType<Of[Name]>> }

export const text: Filter<string> = (found) => found.trim() || undefined
export const flag: Filter<boolean> = (found) => (found === 'true' ? true : found === 'false' ? false : undefined)
export const whole: Filter<number> = (found) => (/^-?\d{1,9}$/.test(found) ? Number(found) : undefined)
export const day: Filter<string> = (found) => (/^\d{4}-\d{2}-\d{2}$/.test(found) && !Number.isNaN(Date.parse(found)) ? found : undefined)

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Filter<Word> {
  return (found) => words.find((word) => word === found)
}
