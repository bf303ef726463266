/** Which patterns suit which family. */
import type { Pattern } from './marks'
import type { Family } from './palette'
import * as fills from './patterns-fills'
import * as lines from './patterns-lines'

const { waves, ripples, seigaiha, orbits, ridges, lattice, constellation, leaves } = lines
const { spines, strata, mountains, horizon, rays, halftone, quarters, grid, weave, enso } = fills

export const PATTERNS: Record<Family, Pattern[]> = {
  literature: [mountains, waves, leaves, horizon, seigaiha, spines, lattice, ridges],
  speculative: [orbits, constellation, horizon, ridges, rays, ripples, waves, halftone],
  history: [strata, lattice, mountains, ridges, spines, seigaiha, weave, horizon],
  philosophy: [enso, ripples, lattice, leaves, ridges, rays, mountains, strata],
  science: [grid, orbits, halftone, constellation, waves, ripples, strata, leaves],
  arts: [quarters, seigaiha, halftone, weave, rays, enso, leaves, quarters],
  children: [quarters, mountains, horizon, halftone, rays, leaves, waves, constellation],
  society: [weave, spines, grid, strata, quarters, lattice, halftone, ridges],
}
