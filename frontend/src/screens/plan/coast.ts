import type { Point, Projection } from './projection'

/** Coastlines as scripts/coast.mjs writes them: rings of land and of inland seas, as encoded polylines. */
export interface Coast {
  precision: number
  rings: string[]
}

type Edge = (point: Point) => number
/** Numbers are written in digits of five bits, six with the one that says that more follow. */
const BITS = 5
const MORE = 32
const FIRST_LETTER = 63

/** Longitude and latitude of each point. */
function* decoded({ precision, rings }: Coast): Generator<[number, number][]> {
  for (const ring of rings) {
    const points: [number, number][] = []
    let [lng, lat, value, shift] = [0, 0, 0, 0]
    let isLongitude = true
    for (let index = 0; index < ring.length; index += 1) {
      const digit = ring.charCodeAt(index) - FIRST_LETTER
      value |= (digit & (MORE - 1)) << shift
      shift += BITS
      if (digit & MORE) continue
      const change = value & 1 ? ~(value >> 1) : value >> 1
      if (isLongitude) lng += change
      else points.push([lng / precision, (lat += change) / precision])
      isLongitude = !isLongitude
      value = shift = 0
    }
    yield points
  }
}

/** What of a ring is on the inner side of an edge, where `side` is above 0 (Sutherland and Hodgman's way). */
function cut(ring: readonly Point[], side: Edge): Point[] {
  const kept: Point[] = []
  let before = ring.at(-1)
  for (const point of ring) {
    if (before) {
      const [from, to] = [side(before), side(point)]
      if (from > 0 !== to > 0) {
        const part = from / (from - to)
        kept.push({ x: before.x + (point.x - before.x) * part, y: before.y + (point.y - before.y) * part })
      }
      if (to > 0) kept.push(point)
    }
    before = point
  }
  return kept
}

/** The land within `width` × `height`, as the path of an SVG to be filled by the even-odd rule. */
export function landPath(
  coast: Coast,
  place: Projection['place'],
  width: number,
  height: number,
  bleed = 8,
): string {
  const edges: Edge[] = [
    ({ x }) => x + bleed,
    ({ x }) => width + bleed - x,
    ({ y }) => y + bleed,
    ({ y }) => height + bleed - y,
  ]
  let path = ''
  for (const ring of decoded(coast)) {
    let points = ring.map(([lng, lat]) => place({ lat, lng }))
    for (const edge of edges) points = cut(points, edge)
    if (points.length > 2)
      path += `M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`
  }
  return path
}
