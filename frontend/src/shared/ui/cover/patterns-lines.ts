/** Patterns drawn in fine lines, each in a field of its own width and height. */
import { circle, fill, line, n, type Field, type Mark } from './marks'
import { between, type Random } from './random'

export function waves(random: Random, { w, h }: Field): Mark[] {
  const rows = 11
  const phase = between(random, 0, 6)
  const swell = between(random, 5, 10)
  const length = between(random, 46, 80)
  const d = Array.from({ length: rows }, (_, row) => {
    const y = 14 + (row * (h - 10)) / rows
    const points = Array.from({ length: 61 }, (_, i) => {
      const x = (i * w) / 60
      return `${i ? 'L' : 'M'}${n(x)} ${n(y + Math.sin(x / length * 6.28 + phase + row * 0.42) * swell * (0.5 + row / rows))}`
    })
    return points.join('')
  })
  return [line(d.join(''), 0.42, 0.9)]
}

export function ripples(random: Random, { w, h }: Field): Mark[] {
  const x = w * between(random, 0.25, 0.8)
  const y = h * between(random, 0.45, 0.8)
  const rings = Array.from({ length: 13 }, (_, i) => circle(x, y, 7 + i * 11)).join('')
  return [line(rings, 0.34), fill(circle(x, y, 3.6), 0.95, 'accent')]
}

export function seigaiha(random: Random, { w, h }: Field): Mark[] {
  const r = between(random, 17, 26)
  const parts: string[] = []
  for (let row = 0; row * (r / 2) < h + r; row++) {
    for (let x = row % 2 ? -r : 0; x < w + r * 2; x += r * 2) {
      const y = r + row * (r / 2)
      for (const k of [1, 0.68, 0.36]) parts.push(`M${n(x - r * k)} ${n(y)}a${n(r * k)} ${n(r * k)} 0 0 1 ${n(2 * r * k)} 0`)
    }
  }
  return [line(parts.join(''), 0.3, 0.8)]
}

export function orbits(random: Random, { w, h }: Field): Mark[] {
  const cx = w * between(random, 0.4, 0.62)
  const cy = h * 0.56
  const tilt = between(random, -0.7, 0.7)
  const marks: Mark[] = []
  const rings: string[] = []
  for (let i = 0; i < 6; i++) {
    const a = 22 + i * 19
    const b = a * 0.36
    const points = Array.from({ length: 49 }, (_, k) => spot(cx, cy, a, b, tilt, (k / 48) * 6.283))
    rings.push(`M${points.join('L')}Z`)
    if (i % 2 === 0) {
      const [x, y] = spot(cx, cy, a, b, tilt, between(random, 0, 6.28)).split(' ').map(Number)
      marks.push(fill(circle(x!, y!, between(random, 2.2, 4.6)), 0.95, i ? 'ink' : 'accent'))
    }
  }
  return [line(rings.join(''), 0.4), fill(circle(cx, cy, 9), 1, 'accent'), ...marks]
}

function spot(cx: number, cy: number, a: number, b: number, tilt: number, angle: number): string {
  const x = Math.cos(angle) * a
  const y = Math.sin(angle) * b
  return `${n(cx + x * Math.cos(tilt) - y * Math.sin(tilt))} ${n(cy + x * Math.sin(tilt) + y * Math.cos(tilt))}`
}

/** Woodcut hills: level lines lifted by a few summits. */
export function ridges(random: Random, { w, h }: Field): Mark[] {
  const peaks = Array.from({ length: 3 }, () => [w * between(random, 0.1, 0.9), between(random, 14, 30), between(random, 0.4, 1)] as const)
  const marks: Mark[] = []
  for (let row = 0; row < 15; row++) {
    const y = 26 + (row * (h - 22)) / 14
    const points = Array.from({ length: 41 }, (_, i) => {
      const x = (i * w) / 40
      const lift = peaks.reduce((sum, [px, spread, tall]) => sum + tall * 34 * Math.exp(-(((x - px) / spread) ** 2)), 0)
      return `${n(x)} ${n(y - lift * (0.25 + 0.75 * Math.sin((row / 14) * 3.14)))}`
    })
    marks.push(fill(`M0 ${n(h + 9)}L${points.join('L')}L${w} ${n(h + 9)}Z`, 1, 'cloth'), line(`M${points.join('L')}`, 0.46, 0.9))
  }
  return marks
}

export function lattice(random: Random, { w, h }: Field): Mark[] {
  const step = between(random, 24, 32)
  const parts: string[] = []
  for (let row = 0; row * step < h + step; row++) {
    for (let column = 0; column * step < w + step; column++) {
      const x = column * step
      const y = row * step
      const inset = (row + column) % 2 ? step * 0.18 : step * 0.34
      parts.push(`M${n(x)} ${n(y)}h${n(step)}v${n(step)}h${n(-step)}Z`)
      parts.push(`M${n(x + inset)} ${n(y + inset)}h${n(step - 2 * inset)}v${n(step - 2 * inset)}h${n(2 * inset - step)}Z`)
      if ((row + column) % 2) parts.push(`M${n(x)} ${n(y)}l${n(inset)} ${n(inset)}M${n(x + step)} ${n(y + step)}l${n(-inset)} ${n(-inset)}M${n(x + step)} ${n(y)}l${n(-inset)} ${n(inset)}M${n(x)} ${n(y + step)}l${n(inset)} ${n(-inset)}`)
    }
  }
  return [line(parts.join(''), 0.32, 0.8)]
}

export function constellation(random: Random, { w, h }: Field): Mark[] {
  const stars = Array.from({ length: 9 }, (_, i) => [w * (0.1 + 0.1 * i), h * between(random, 0.14, 0.9)] as const)
  const dust = Array.from({ length: 46 }, () => circle(w * random(), h * random(), between(random, 0.4, 1)))
  const path = stars.map(([x, y], i) => `${i ? 'L' : 'M'}${n(x)} ${n(y)}`).join('')
  const bright = stars.map(([x, y], i) => fill(circle(x, y, i % 4 === 1 ? 3.6 : 1.9), 0.95, i % 4 === 1 ? 'accent' : 'ink'))
  return [fill(dust.join(''), 0.5), line(path, 0.45, 0.7), ...bright]
}

/** A branch with paired leaves, as on a pressed page. */
export function leaves(random: Random, { w, h }: Field): Mark[] {
  const lean = between(random, -0.22, 0.22)
  const x = w * between(random, 0.42, 0.66)
  const stem = (t: number) => [x + lean * t * h * 0.9 + Math.sin(t * 3) * 5, h - t * h * 0.92] as const
  const outline: string[] = []
  for (let i = 1; i <= 7; i++) {
    const [sx, sy] = stem(i / 7.6)
    const size = (30 - i * 2.4) * (h / 170 + 0.35)
    for (const side of [-1, 1]) {
      const tx = sx + side * size
      const ty = sy - size * 0.62
      outline.push(`M${n(sx)} ${n(sy)}Q${n(sx + side * size * 0.3)} ${n(sy - size * 0.72)} ${n(tx)} ${n(ty)}Q${n(sx + side * size * 0.8)} ${n(sy + size * 0.06)} ${n(sx)} ${n(sy)}Z`)
    }
  }
  const trunk = Array.from({ length: 16 }, (_, i) => stem(i / 15).map(n).join(' '))
  return [fill(outline.join(''), 0.2), line(outline.join('') + `M${trunk.join('L')}`, 0.55, 0.8)]
}
