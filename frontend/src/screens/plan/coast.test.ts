import { expect, it } from 'vitest'

import { landPath, type Coast } from './coast'
import coastlines from './coast.json'
import { project, type Position } from './projection'

const [WIDTH, HEIGHT] = [400, 300]

/** Whether land is drawn where this position is, in a map of its surroundings. */
function isLand(position: Position, coast: Coast = coastlines): boolean {
  const around = 0.3
  const corners = [-around, around].map((by) => ({ lat: position.lat + by, lng: position.lng + by }))
  const { place } = project(corners, WIDTH, HEIGHT, 40)
  const at = place(position)
  let inside = false
  for (const ring of landPath(coast, place, WIDTH, HEIGHT).split('Z').filter(Boolean)) {
    const points = ring
      .slice(1)
      .split('L')
      .map((pair) => pair.split(' ').map(Number) as [number, number])
    points.forEach(([x, y], index) => {
      const [beforeX, beforeY] = points.at(index - 1) ?? [x, y]
      if (y > at.y !== beforeY > at.y && at.x < ((beforeX - x) * (at.y - y)) / (beforeY - y) + x)
        inside = !inside
    })
  }
  return inside
}

it.each([
  ['Seoul', 37.566, 126.978],
  ['Hallasan', 33.361, 126.533],
  ['Ulleungdo', 37.5, 130.867],
  ['Gyeongju', 35.84, 129.21],
  ['Kyoto', 35.011, 135.768],
  ['Paris', 48.857, 2.352],
  ['Sydney', -33.9, 151.1],
])('draws land at %s', (_, lat, lng) => {
  expect(isLand({ lat, lng })).toBe(true)
})

it.each([
  ['the strait off Jeju', 33.75, 126.6],
  ['the sea off Busan', 34.95, 129.2],
  ['the Pacific', 0, -150],
])('draws none in %s', (_, lat, lng) => {
  expect(isLand({ lat, lng })).toBe(false)
})

it('keeps what it draws near the picture', () => {
  const { place } = project([{ lat: 33.45, lng: 126.55 }], WIDTH, HEIGHT, 40)
  const numbers = landPath(coastlines, place, WIDTH, HEIGHT).match(/-?[\d.]+/g) ?? []
  expect(numbers.length).toBeGreaterThan(7)
  for (const each of numbers) expect(Math.abs(Number(each))).toBeLessThanOrEqual(WIDTH + 8)
})
