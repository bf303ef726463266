/** Repeatable chance: the same book always gets the same cover, on every screen and after every deployment. */
export type Random = () => number

export function hashOf(text: string): number {
  let hash = 2166136261
  for (const char of text) {
    hash ^= char.codePointAt(0)!
    hash = Math.imul(hash, 16777619)
  }
  // One more stir: neighbouring ids would otherwise share their high bits.
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

export function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random()
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)]!
}
