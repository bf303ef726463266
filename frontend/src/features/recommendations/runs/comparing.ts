/** Where runs differ in what they were given. */
type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Path with dots -> value, of everything in a tree. */
function flat(tree: Tree, path = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]) => (isTree(value) ? flat(value, `${path}${name}.`) : [[path + name, value] as [string, unknown]]))
}

export type Difference = { name: string; values: (string | null)[] }

/** The parameters that are not the same in all of these runs, and how many are. */
export function differencesOf(parameters: (Tree | null | undefined)[]): { differ: Difference[]; same: number } {
  const maps = parameters.map((tree) => new Map(flat(tree ?? {})))
  const names = [...new Set(maps.flatMap((map) => [...map.keys()]))]
  const rows = names.map((name) => ({ name, values: maps.map((map) => (map.has(name) ? written(map.get(name)) : null)) }))
  const differ = rows.filter((row) => new Set(row.values).size > 1)
  return { differ, same: rows.length - differ.length }
}

// Six figures are enough to tell two runs apart.
function written(value: unknown): string {
  if (Array.isArray(value)) return value.length > 12 ? `${value.slice(0, 12).map(written).join(', ')} …` : value.map(written).join(', ')
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : String(value)
}
