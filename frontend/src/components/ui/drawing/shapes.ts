import type { Seed } from '@/lib/seed'

/** Which of a palette's colours; UiCover.vue says what they are in each theme. */
export type Tone = 'sun' | 'far' | 'mid' | 'near' | 'front' | 'water' | 'foam' | 'light' | 'accent' | 'star'

export type Shape =
  | { kind: 'fill'; d: string; tone: Tone; opacity?: number }
  | { kind: 'line'; d: string; tone: Tone; width: number; opacity?: number }

export const WIDTH = 320
export const HEIGHT = 200

const round = (value: number): number => Math.round(value * 10) / 10

export function fill(tone: Tone, d: string, opacity?: number): Shape {
  return { kind: 'fill', tone, d, opacity }
}

export function line(tone: Tone, width: number, d: string, opacity?: number): Shape {
  return { kind: 'line', tone, width, d, opacity }
}

export function dot(tone: Tone, x: number, y: number, r: number, opacity?: number): Shape {
  const [radius, across] = [round(r), round(2 * round(r))]
  const half = `a${radius} ${radius} 0 1 1`
  return fill(tone, `M${round(x - radius)} ${round(y)}${half} ${across} 0${half} ${-across} 0`, opacity)
}

/** The same picture of fewer shapes: neighbours that look alike are one. A page of cards has thousands otherwise. */
export function joined(shapes: readonly Shape[]): Shape[] {
  const all: Shape[] = []
  for (const shape of shapes) {
    const last = all.at(-1)
    const alike =
      last?.kind === shape.kind &&
      last.tone === shape.tone &&
      last.opacity === shape.opacity &&
      (last.kind === 'line' ? last.width : 0) === (shape.kind === 'line' ? shape.width : 0)
    if (last && alike) last.d += shape.d
    else all.push({ ...shape })
  }
  return all
}

export function box(
  tone: Tone,
  x: number,
  y: number,
  width: number,
  height: number,
  opacity?: number,
): Shape {
  return fill(tone, `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`, opacity)
}

/** A line of hills (or peaks, if `sharp`) around `base`, filled down to the ground. */
export function ridge(
  seed: Seed,
  tone: Tone,
  base: number,
  rise: number,
  steps: number,
  sharp = false,
): Shape {
  const gap = (WIDTH + 40) / steps
  const points = Array.from({ length: steps + 1 }, (_, index) => ({
    x: round(-20 + index * gap + (index % steps ? seed.between(-gap / 4, gap / 4) : 0)),
    y: round(base - rise * (index % 2 ? seed.between(0.55, 1) : seed.between(0, 0.4))),
  }))
  const [first = { x: 0, y: base }, ...rest] = points
  let d = `M${first.x} ${HEIGHT}V${first.y}`
  let before = first
  for (const point of rest) {
    if (sharp) d += `L${point.x} ${point.y}`
    else {
      const middle = round((before.x + point.x) / 2)
      d += `C${middle} ${before.y} ${middle} ${point.y} ${point.x} ${point.y}`
    }
    before = point
  }
  return fill(tone, `${d}V${HEIGHT}Z`)
}

/** A mound such as Jeju's oreum or Gyeongju's tombs. */
export function mound(tone: Tone, x: number, ground: number, width: number, height: number): Shape {
  const [left, right] = [round(x - width / 2), round(x + width / 2)]
  const [inner, top] = [round(width * 0.22), round(ground - height * 1.32)]
  return fill(tone, `M${left} ${ground}C${left + inner} ${top} ${right - inner} ${top} ${right} ${ground}Z`)
}

export function water(seed: Seed, horizon: number, sunX: number): Shape[] {
  const glitter = Array.from({ length: 7 }, (_, index) => {
    const width = seed.between(14, 46) * (1 - index * 0.06)
    const y = horizon + 5 + index * 7.5
    return line('sun', 2.2, `M${round(sunX - width / 2)} ${round(y)}h${round(width)}`, 0.5 - index * 0.05)
  })
  const waves = Array.from({ length: 7 }, () => {
    const [x, y] = [seed.between(0, WIDTH - 40), seed.between(horizon + 10, HEIGHT - 12)]
    return line('foam', 1.6, `M${round(x)} ${round(y)}q6 -3 12 0t12 0t12 0`, 0.55)
  })
  return [box('water', 0, horizon, WIDTH, HEIGHT - horizon), ...glitter, ...waves]
}

/** A Korean pine: a leaning trunk under clouds of needles. */
export function pine(seed: Seed, tone: Tone, x: number, ground: number, size: number): Shape[] {
  const lean = seed.between(-0.25, 0.25) * size
  const top = ground - size
  const trunk = line(
    tone,
    size * 0.075,
    `M${round(x)} ${round(ground)}Q${round(x - lean)} ${round(ground - size * 0.5)} ${round(x + lean)} ${round(top)}`,
  )
  const clouds = [
    [lean, 0, 0.34],
    [lean - size * 0.24, size * 0.2, 0.26],
    [lean * 0.4 + size * 0.24, size * 0.3, 0.28],
  ].map(([dx = 0, dy = 0, scale = 0]) => {
    const [w, left, y] = [size * scale * 2, x + dx - size * scale, top + dy]
    return fill(
      tone,
      `M${round(left)} ${round(y)}q0 ${round(-w * 0.22)} ${round(w * 0.25)} ${round(-w * 0.2)}q${round(w * 0.1)} ${round(-w * 0.16)} ${round(w * 0.28)} ${round(-w * 0.08)}q${round(w * 0.2)} ${round(-w * 0.12)} ${round(w * 0.28)} ${round(w * 0.06)}q${round(w * 0.2)} 0 ${round(w * 0.19)} ${round(w * 0.22)}Z`,
    )
  })
  return [trunk, ...clouds]
}

/** A tiled roof on pillars with lit paper windows, its eaves turned up; (x, y) is the middle of the eaves. */
export function hanok(seed: Seed, roof: Tone, wall: Tone, x: number, y: number, width: number): Shape[] {
  const [half, height, up] = [width / 2, width * 0.2, width * 0.05]
  const body = box(wall, x - half * 0.74, y, half * 1.48, width * 0.2)
  const windows = Array.from({ length: 4 }, (_, index) => {
    const w = (half * 1.3) / 4
    const lit = seed.next() < 0.75
    return box(
      'light',
      x - half * 0.65 + index * w + w * 0.14,
      y + width * 0.05,
      w * 0.72,
      width * 0.11,
      lit ? 0.95 : 0.35,
    )
  })
  const tiles = fill(
    roof,
    `M${round(x - half)} ${round(y - up)}Q${round(x - half * 0.72)} ${round(y - height * 0.3)} ${round(x - half * 0.58)} ${round(y - height - up)}Q${round(x)} ${round(y - height + up * 0.6)} ${round(x + half * 0.58)} ${round(y - height - up)}Q${round(x + half * 0.72)} ${round(y - height * 0.3)} ${round(x + half)} ${round(y - up)}Q${round(x + half * 0.5)} ${round(y + up * 1.5)} ${round(x)} ${round(y + up * 1.5)}T${round(x - half)} ${round(y - up)}Z`,
  )
  return [body, ...windows.toSorted((one, other) => (one.opacity ?? 1) - (other.opacity ?? 1)), tiles]
}

/** Towers from edge to edge with some windows lit. */
export function skyline(seed: Seed, tone: Tone, ground: number, low: number, high: number): Shape[] {
  const towers: Shape[] = []
  const windows: { bright: Shape[]; dim: Shape[] } = { bright: [], dim: [] }
  for (let x = -8; x < WIDTH;) {
    const width = seed.between(16, 34)
    const height = seed.between(low, high)
    const top = ground - height
    towers.push(box(tone, x, top, width, height + 4))
    if (seed.next() < 0.3) towers.push(box(tone, x + width / 2 - 1, top - seed.between(6, 14), 2, 16))
    for (let y = top + 6; y < ground - 6; y += 9)
      for (let at = x + 4; at < x + width - 5; at += 7)
        if (seed.next() < 0.34)
          if (seed.next() < 0.5) windows.bright.push(box('light', at, y, 3, 4, 0.95))
          else windows.dim.push(box('light', at, y, 3, 4, 0.6))
    x += width + seed.between(0, 5)
  }
  return [...towers, ...windows.bright, ...windows.dim]
}

export function birds(seed: Seed): Shape[] {
  const [x, y] = [seed.between(40, 250), seed.between(26, 62)]
  return Array.from({ length: 3 }, (_, index) =>
    line('front', 1.5, `M${round(x + index * 13)} ${round(y + (index % 2) * 6)}q3 -4 6 0q3 -4 6 0`, 0.55),
  )
}
