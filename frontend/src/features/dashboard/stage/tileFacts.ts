/** A figure of the screen, and what its change means. */
export type Change = { way: 'up' | 'down' | 'same'; good: 'good' | 'bad' | 'neither'; words: string }
export type TileFacts = {
  name: string
  label: string
  value: number | null
  /** The value as it is written; where it is not told, why. */
  words: string
  write: (value: number) => string
  change?: Change
  aside?: string
  course?: number[]
  tone?: 'alarm'
}

/** More is better, worse, or neither; without a figure from before there is nothing to compare with. */
export function changeOf(now: number | null, before: number | null, better: 'more' | 'less' | 'neither', write: (share: number) => string): Change | undefined {
  if (now === null || before === null || before === 0) return undefined
  const share = (now - before) / before
  if (Math.abs(share) < 0.0005) return { way: 'same', good: 'neither', words: write(0) }
  const way = share > 0 ? 'up' : 'down'
  return { way, good: better === 'neither' ? 'neither' : (way === 'up') === (better === 'more') ? 'good' : 'bad', words: write(Math.abs(share)) }
}
