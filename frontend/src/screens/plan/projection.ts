/** Geography for a map of one trip that is drawn without tiles. */
export interface Position {
  lat: number
  lng: number
}
export interface Point {
  x: number
  y: number
}

const EARTH_KM = 40_075
const DEGREES = 360
/** Nothing is shown closer than this, lest two cafés look a journey apart. */
const SMALLEST = 0.02
const NICE = [1, 2, 5] as const

/** Web Mercator, in degrees at the equator, south positive as on a screen. */
function flat({ lat, lng }: Position): Point {
  const bounded = Math.max(-85, Math.min(85, lat))
  const y = Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / DEGREES))
  return { x: lng, y: (-y * 180) / Math.PI }
}

export interface Projection {
  place(position: Position): Point
  /** Where the grid's lines go, with the degrees they stand for. */
  meridians: { x: number; degrees: number }[]
  parallels: { y: number; degrees: number }[]
  /** A bar of a round length. */
  scale: { km: number; width: number }
}

function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = NICE.findLast((each) => each * power <= value) ?? 1
  return factor * power
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.floor(to / step) - first + 1)
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toFixed(6)))
}

/** All of `positions` within `width` × `height`, `margin` away from its edges, north up. */
export function project(
  positions: readonly Position[],
  width: number,
  height: number,
  margin: number,
): Projection {
  const points = positions.map(flat)
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const [left, right] = [Math.min(...xs), Math.max(...xs)]
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)]
  const factor = Math.min(
    (width - 2 * margin) / Math.max(right - left, SMALLEST),
    (height - 2 * margin) / Math.max(bottom - top, SMALLEST),
  )
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2]
  const place = (position: Position): Point => {
    const { x, y } = flat(position)
    return { x: width / 2 + (x - middleX) * factor, y: height / 2 + (y - middleY) * factor }
  }

  const step = niceBelow(width / factor / 3)
  const latitudes = positions.map(({ lat }) => lat)
  const latitude = (Math.min(...latitudes) + Math.max(...latitudes)) / 2
  const degreeKm = (EARTH_KM / DEGREES) * Math.cos((latitude * Math.PI) / 180)
  const halfLat = (height / factor / 2) * Math.cos((latitude * Math.PI) / 180)
  const km = niceBelow(((width / 4) * degreeKm) / factor)
  return {
    place,
    meridians: multiples(middleX - width / factor / 2, middleX + width / factor / 2, step).map((degrees) => ({
      degrees,
      x: place({ lat: latitude, lng: degrees }).x,
    })),
    parallels: multiples(latitude - halfLat, latitude + halfLat, step).map((degrees) => ({
      degrees,
      y: place({ lat: degrees, lng: middleX }).y,
    })),
    scale: { km, width: (km / degreeKm) * factor },
  }
}

const ROUNDS = 60

/** Marks moved as little as it takes for none to lie on another: at least `distance` apart, within the picture. */
export function spread(points: readonly Point[], distance: number, width: number, height: number): Point[] {
  const moved = points.map((point) => ({ ...point }))
  const half = distance / 2
  for (let round = 0; round < ROUNDS; round++) {
    let still = true
    moved.forEach((one, index) => {
      for (const other of moved.slice(index + 1)) {
        const [dx, dy] = [other.x - one.x, other.y - one.y]
        const gap = Math.hypot(dx, dy)
        if (gap >= distance - 0.5) continue
        still = false
        // Two at the very same place part along a direction of their own.
        const angle = gap ? Math.atan2(dy, dx) : index
        const push = (distance - gap) / 2
        one.x -= Math.cos(angle) * push
        one.y -= Math.sin(angle) * push
        other.x += Math.cos(angle) * push
        other.y += Math.sin(angle) * push
      }
      one.x = Math.max(half, Math.min(width - half, one.x))
      one.y = Math.max(half, Math.min(height - half, one.y))
    })
    if (still) break
  }
  return moved
}
