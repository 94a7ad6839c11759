// Writes src/screens/plan/coast.json: the coastlines under the drawn map. Natural Earth's land at 1:10,000,000 (public
// domain) as packed by the npm package world-atlas (ISC), simplified: fine around Korea and the destinations of the
// catalogue, coarse elsewhere. It is needed only to make the file anew:
//   npm install --no-save world-atlas@2.0.2 && node scripts/coast.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** @typedef {[number, number]} Position longitude, latitude */

const LIMIT_KB = 40
/** Degrees are kept to this many parts: about 100 m. */
const PRECISION = 1000
const KOREA = { west: 124, east: 132, south: 33, north: 39.5 }
const NEIGHBOURS = { west: 115, east: 147, south: 20, north: 48 }
const AROUND_DESTINATIONS = 1.2
/** How far, in degrees, a simplified line may be off. */
const TOLERANCE = { korea: 0.003, destination: 0.004, neighbours: 0.06, world: 0.3 }

const catalogue = new URL('../../shared/catalogue/data/', import.meta.url)
/** @type {Position[]} */
const destinations = readdirSync(catalogue).map((name) => {
  const { location } = JSON.parse(readFileSync(new URL(name, catalogue), 'utf8'))
  return [location.lng, location.lat]
})

/**
 * @param {Position} position
 * @param {{west: number, east: number, south: number, north: number}} box
 */
function within([lng, lat], box) {
  return lng >= box.west && lng <= box.east && lat >= box.south && lat <= box.north
}

/** @param {Position} position */
function toleranceAt(position) {
  if (within(position, KOREA)) return TOLERANCE.korea
  const [x, y] = position
  if (destinations.some(([lng, lat]) => Math.hypot(lng - x, lat - y) < AROUND_DESTINATIONS))
    return TOLERANCE.destination
  return within(position, NEIGHBOURS) ? TOLERANCE.neighbours : TOLERANCE.world
}

/**
 * How far `position` is from the line between two others.
 * @param {Position} position
 * @param {Position} from
 * @param {Position} to
 */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

/**
 * Douglas and Peucker's way, with a tolerance that depends on the place: what is between the first and the last.
 * @param {Position[]} line
 * @returns {Position[]}
 */
function between(line) {
  const [first, last] = [line[0], line.at(-1)]
  if (!first || !last) return []
  const inner = line.slice(1, -1)
  const off = inner.map((position) => distance(position, first, last) / toleranceAt(position))
  const worst = off.reduce((most, each) => Math.max(most, each), 0)
  if (worst <= 1) return []
  const at = off.indexOf(worst) + 1
  return [...between(line.slice(0, at + 1)), ...line.slice(at, at + 1), ...between(line.slice(at))]
}

/**
 * A ring has no ends, so it is taken as two halves.
 * @param {Position[]} ring
 * @returns {Position[]}
 */
function simplified(ring) {
  const middle = Math.floor(ring.length / 2)
  const [there, back] = [ring.slice(0, middle + 1), ring.slice(middle)]
  return [...ring.slice(0, 1), ...between(there), ...ring.slice(middle, middle + 1), ...between(back)]
}

/** @param {number} value */
function letters(value) {
  let rest = value < 0 ? ~(value << 1) : value << 1
  let text = ''
  for (; rest >= 32; rest >>= 5) text += String.fromCharCode((32 | (rest & 31)) + 63)
  return text + String.fromCharCode(rest + 63)
}

/**
 * As an encoded polyline: differences, five bits a letter.
 * @param {Position[]} ring
 */
function encoded(ring) {
  let [x, y] = [0, 0]
  return ring
    .map(([lng, lat]) => {
      const [nextX, nextY] = [Math.round(lng * PRECISION), Math.round(lat * PRECISION)]
      const text = letters(nextX - x) + letters(nextY - y)
      ;[x, y] = [nextX, nextY]
      return text
    })
    .join('')
}

/** @type {{transform: {scale: Position, translate: Position}, arcs: Position[][], objects: {land: {geometries: {arcs: number[][][]}[]}}}} */
const topology = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('world-atlas/land-10m.json'), 'utf8'),
)
const { scale, translate } = topology.transform
const arcs = topology.arcs.map((arc) => {
  let [x, y] = [0, 0]
  return arc.map(([dx, dy]) => {
    ;[x, y] = [x + dx, y + dy]
    return /** @type {Position} */ ([x * scale[0] + translate[0], y * scale[1] + translate[1]])
  })
})
const rings = topology.objects.land.geometries
  .flatMap(({ arcs: polygons }) => polygons.flat())
  .map((parts) =>
    parts.flatMap((part, index) => {
      const arc = (part < 0 ? arcs[~part]?.toReversed() : arcs[part]) ?? []
      return index ? arc.slice(1) : arc
    }),
  )

const shown = rings
  .filter((ring) => {
    const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)]
    const size = Math.max(Math.max(...lngs) - Math.min(...lngs), Math.max(...lats) - Math.min(...lats))
    return size > 2 * Math.min(...ring.map(toleranceAt))
  })
  .map(simplified)
  .filter((ring) => ring.length > 2)

const text = JSON.stringify({ precision: PRECISION, rings: shown.map(encoded) })
const kilobytes = gzipSync(text, { level: 9 }).length / 1000
console.log(
  `${shown.length} coastlines, ${shown.flat().length} points, ${kilobytes.toFixed(1)} kB compressed`,
)
if (kilobytes > LIMIT_KB) throw new Error(`That is more than ${LIMIT_KB} kB.`)
writeFileSync(fileURLToPath(new URL('../src/screens/plan/coast.json', import.meta.url)), `${text}\n`)
