/** Patterns printed in flat shapes. */
import { circle, fill, line, n, type Field, type Mark } from './marks'
import { between, pick, type Random } from './random'

/** Books on a shelf, seen from the spine. */
export function spines(random: Random, { w, h }: Field): Mark[] {
  const marks: Mark[] = []
  for (let x = between(random, 4, 12), i = 0; x < w - 8; i++) {
    const width = between(random, 9, 21)
    const height = h * between(random, 0.38, 0.86)
    const accent = i % 5 === 2
    marks.push(fill(`M${n(x)} ${n(h)}v${n(-height)}h${n(width)}v${n(height)}Z`, accent ? 0.82 : between(random, 0.12, 0.3), accent ? 'accent' : 'ink'))
    marks.push(line(`M${n(x)} ${n(h - height + 9)}h${n(width)}M${n(x)} ${n(h - height + 12)}h${n(width)}`, 0.5, 0.6, accent ? 'cloth' : 'ink'))
    x += width + 1.6
  }
  return marks
}

export function strata(random: Random, { w, h }: Field): Mark[] {
  const layers = 6
  return Array.from({ length: layers }, (_, layer) => {
    const base = h * 0.1 + (layer * h * 0.86) / layers
    const phase = between(random, 0, 6.28)
    const rise = between(random, 5, 13)
    const edge = Array.from({ length: 25 }, (_, i) => `L${n((i * w) / 24)} ${n(base + Math.sin(i / 4.2 + phase) * rise + Math.sin(i / 1.9 + phase) * 2.4)}`)
    const accent = layer === 2
    return fill(`M0 ${n(h)}${edge.join('')}L${w} ${n(h)}Z`, accent ? 0.75 : 0.13, accent ? 'accent' : layer % 2 ? 'ink' : 'deep')
  })
}

/** Far hills under a sun or moon. */
export function mountains(random: Random, { w, h }: Field): Mark[] {
  const disc = fill(circle(w * between(random, 0.3, 0.72), h * 0.3, between(random, 17, 27)), 0.92, 'accent')
  const hills = Array.from({ length: 4 }, (_, layer) => {
    const base = h * (0.42 + layer * 0.15)
    const phase = between(random, 0, 9)
    const edge = Array.from({ length: 33 }, (_, i) => {
      const t = i / 32
      const lift = Math.abs(Math.sin(t * (4.4 - layer * 0.5) + phase)) * (36 - layer * 6) + Math.sin(t * 17 + phase) * 3
      return `L${n(t * w)} ${n(base - lift + 16)}`
    })
    return `M0 ${n(h)}${edge.join('')}L${w} ${n(h)}Z`
  })
  return [disc, ...hills.flatMap((d, layer) => [fill(d, 1, 'cloth'), fill(d, 0.12 + layer * 0.1, layer % 2 ? 'deep' : 'ink'), line(d, 0.25, 0.6)])]
}

/** A low sun and its track on the water. */
export function horizon(random: Random, { w, h }: Field): Mark[] {
  const x = w * between(random, 0.35, 0.65)
  const level = h * between(random, 0.48, 0.6)
  const r = between(random, 26, 40)
  const sun = `M${n(x - r)} ${n(level)}a${n(r)} ${n(r)} 0 0 1 ${n(2 * r)} 0Z`
  const strokes = Array.from({ length: 12 }, (_, i) => {
    const y = level + 7 + i * ((h - level) / 11)
    const half = Math.max(8, r * (1 - i / 15)) * between(random, 0.7, 1.2)
    return `M${n(x - half)} ${n(y)}h${n(2 * half)}`
  })
  return [fill(sun, 0.95, 'accent'), line(`M0 ${n(level)}H${w}`, 0.6, 0.8), line(strokes.join(''), 0.5, 1.5)]
}

export function rays(random: Random, { w, h }: Field): Mark[] {
  const x = w * between(random, 0.2, 0.8)
  const y = h * 1.02
  const count = 13
  const wedges = Array.from({ length: count }, (_, i) => {
    const from = Math.PI + (i * Math.PI) / count
    const to = from + Math.PI / count / 2
    return `M${n(x)} ${n(y)}L${n(x + Math.cos(from) * 320)} ${n(y + Math.sin(from) * 320)}L${n(x + Math.cos(to) * 320)} ${n(y + Math.sin(to) * 320)}Z`
  })
  return [fill(wedges.join(''), 0.15), fill(circle(x, y, Math.min(40, h * 0.3)), 0.95, 'accent')]
}

export function halftone(random: Random, { w, h }: Field): Mark[] {
  const step = 10.5
  const fx = w * pick(random, [0, 0.5, 1])
  const dots: string[] = []
  for (let row = 0; row * step < h + step; row++) {
    for (let x = row % 2 ? step / 2 : 0; x < w + step; x += step) {
      const y = row * step
      const far = Math.hypot(x - fx, y - h) / Math.hypot(w, h)
      const r = (1 - far) * 4.6
      if (r > 0.5) dots.push(circle(x, y, r))
    }
  }
  return [fill(dots.join(''), 0.4)]
}

/** Quarter circles in a square grid, after the posters of the 1950s. */
export function quarters(random: Random, { w, h }: Field): Mark[] {
  const columns = pick(random, [3, 4])
  const s = w / columns
  const marks: Mark[] = []
  for (let row = Math.ceil(h / s) - 1; row >= 0; row--) {
    for (let column = 0; column < columns; column++) {
      if (random() < 0.16) continue
      const x = column * s
      const y = h - (row + 1) * s
      const corner = pick(random, [
        `M${n(x)} ${n(y)}h${n(s)}a${n(s)} ${n(s)} 0 0 1 ${n(-s)} ${n(s)}Z`,
        `M${n(x + s)} ${n(y)}v${n(s)}a${n(s)} ${n(s)} 0 0 1 ${n(-s)} ${n(-s)}Z`,
        `M${n(x + s)} ${n(y + s)}h${n(-s)}a${n(s)} ${n(s)} 0 0 1 ${n(s)} ${n(-s)}Z`,
        circle(x + s / 2, y + s / 2, s * 0.3),
      ])
      const tone = pick(random, ['ink', 'ink', 'deep', 'accent'] as const)
      marks.push(fill(corner, tone === 'ink' ? between(random, 0.16, 0.4) : 0.9, tone))
    }
  }
  return marks
}

/** Squared paper with a few cells filled in. */
export function grid(random: Random, { w, h }: Field): Mark[] {
  const step = w / 12
  const lines: string[] = []
  for (let x = step; x < w; x += step) lines.push(`M${n(x)} 0V${n(h)}`)
  for (let y = h; y > 0; y -= step) lines.push(`M0 ${n(y)}H${w}`)
  const cells = Array.from({ length: 15 }, () => {
    const x = Math.floor(random() * 12) * step
    const y = h - Math.ceil((random() ** 1.5 * h) / step) * step
    return `M${n(x)} ${n(y)}h${n(step)}v${n(step)}h${n(-step)}Z`
  })
  return [line(lines.join(''), 0.28, 0.6), fill(cells.slice(4).join(''), 0.24), fill(cells.slice(0, 4).join(''), 0.9, 'accent')]
}

/** Bands woven over and under each other. */
export function weave(random: Random, { w, h }: Field): Mark[] {
  const step = between(random, 20, 26)
  const across: string[] = []
  const down: string[] = []
  for (let row = 0; row * step < h + step; row++) {
    for (let column = 0; column * step < w + step; column++) {
      const x = column * step
      const y = row * step
      if ((row + column) % 2) across.push(`M${n(x - 3)} ${n(y + 5)}h${n(step + 6)}v${n(step - 10)}h${n(-step - 6)}Z`)
      else down.push(`M${n(x + 5)} ${n(y - 3)}v${n(step + 6)}h${n(step - 10)}v${n(-step - 6)}Z`)
    }
  }
  return [fill(across.join(''), 0.14), fill(down.join(''), 0.26), line(across.join('') + down.join(''), 0.18, 0.6)]
}

/** One round brush stroke, not quite closed. */
export function enso(random: Random, { w, h }: Field): Mark[] {
  const r = Math.min(w, h) * 0.34
  const cx = w * 0.5
  const cy = h * 0.52
  const start = between(random, 0, 6.28)
  return Array.from({ length: 7 }, (_, i) => {
    const radius = r + (i - 3) * 2.3
    const from = start + i * 0.05
    const to = from + 5.5 - i * 0.09
    const at = (angle: number) => `${n(cx + Math.cos(angle) * radius)} ${n(cy + Math.sin(angle) * radius)}`
    return line(`M${at(from)}A${n(radius)} ${n(radius)} 0 1 1 ${at(to)}`, 0.75 - Math.abs(i - 3) * 0.12, 2.6, i === 3 ? 'accent' : 'ink')
  })
}
