import { seedOf, type Seed } from '@/lib/seed'

import {
  birds,
  box,
  dot,
  fill,
  hanok,
  HEIGHT,
  joined,
  line,
  mound,
  pine,
  ridge,
  skyline,
  water,
  WIDTH,
  type Shape,
} from './shapes'

type Sun = { x: number; y: number; r: number }
type Draw = (seed: Seed, sun: Sun) => Shape[]

export const SCENES = ['island', 'harbour', 'mountain', 'city', 'roofs', 'field', 'town'] as const
export type Scene = (typeof SCENES)[number]
export const PALETTES = ['dawn', 'noon', 'citrus', 'moss', 'dusk'] as const
export type Palette = (typeof PALETTES)[number]

const r1 = (value: number): number => Math.round(value * 10) / 10

const draw: Record<Scene, Draw> = {
  island(seed, sun) {
    const horizon = 122
    const left = seed.next() < 0.5
    const at = left ? 92 : 228
    const lighthouse = left ? 262 : 58
    return [
      mound('far', at + 40, horizon + 1, 190, 34),
      mound('mid', at, horizon + 1, 120, seed.between(44, 58)),
      ...water(seed, horizon, sun.x),
      mound('near', lighthouse, 152, 130, 15),
      fill('foam', `M${lighthouse - 5} 142l2 -31h6l2 31Z`),
      box('accent', lighthouse - 4.6, 124, 9.2, 7),
      box('accent', lighthouse - 4.4, 104, 8.8, 7),
      dot('light', lighthouse, 107.5, 2.4),
      ridge(seed, 'front', 192, 26, 3),
      ...Array.from({ length: 16 }, (_, index) =>
        dot(
          index < 11 ? 'near' : 'accent',
          (index < 11 ? index * 32 : (index - 11) * 70 + 16) + seed.between(-8, 8),
          seed.between(187, 199),
          seed.between(5, 9),
        ),
      ),
    ]
  },

  harbour(seed, sun) {
    const horizon = 126
    const deck = 108
    const towers = [seed.between(84, 104), seed.between(212, 236)]
    const [one = 90, two = 220] = towers
    const middle = r1((one + two) / 2)
    const lamps = Array.from({ length: 17 }, (_, index) => index * 20)
    return [
      ridge(seed, 'far', 118, 42, 5),
      ...skyline(seed, 'mid', horizon, 8, 26),
      ...water(seed, horizon, sun.x),
      line('front', 3.4, `M-5 ${deck}Q${WIDTH / 2} ${deck - 6} ${WIDTH + 5} ${deck}`),
      ...towers.map((x) => line('front', 4.4, `M${r1(x)} ${horizon + 6}V52`)),
      line(
        'front',
        1.6,
        `M-10 ${deck - 2}Q${r1(one * 0.6)} ${deck - 8} ${r1(one)} 56Q${middle} ${deck + 26} ${r1(two)} 56Q${r1(two + 40)} ${deck - 8} ${WIDTH + 10} ${deck - 2}`,
      ),
      ...Array.from({ length: 13 }, (_, index) => {
        const x = one + ((two - one) / 12) * index
        const sag = 56 + (deck - 18 - 56) * (1 - ((index - 6) / 6) ** 2)
        return line('front', 0.8, `M${r1(x)} ${r1(sag)}V${deck - 3}`, 0.7)
      }),
      ...lamps.map((x) => dot('light', x, deck - 3, 1.6)),
      ...lamps.map((x) => line('light', 1.4, `M${x} ${horizon + 8}v${r1(seed.between(6, 20))}`, 0.35)),
      fill('front', 'M236 176h54l-9 13h-37Z'),
      fill('foam', 'M262 172v-36q20 16 22 36Z'),
      fill('accent', 'M258 172v-28q-14 14 -16 28Z'),
    ]
  },

  mountain(seed) {
    return [
      ridge(seed, 'far', 108, 66, 6, true),
      line(
        'foam',
        7,
        `M${r1(seed.between(10, 60))} 106h${r1(seed.between(90, 150))}M190 116h${r1(seed.between(70, 110))}`,
        0.35,
      ),
      ridge(seed, 'mid', 136, 58, 5, true),
      line('foam', 9, `M-10 140h${r1(seed.between(80, 140))}M${r1(seed.between(170, 210))} 148h140`, 0.28),
      ridge(seed, 'near', 172, 48, 4),
      ...hanok(seed, 'front', 'front', seed.between(120, 200), 160, 44),
      ridge(seed, 'front', 204, 24, 3),
      ...pine(seed, 'front', seed.between(22, 52), 196, 74),
      ...pine(seed, 'front', seed.between(64, 86), 198, 46),
      ...pine(seed, 'front', seed.between(262, 300), 198, 64),
      ...birds(seed),
    ]
  },

  city(seed) {
    const tower = seed.between(90, 240)
    return [
      ridge(seed, 'far', 124, 44, 4),
      line('far', 3, `M${r1(tower)} 96V44`),
      fill('far', `M${r1(tower - 7)} 66h14l-3 10h-8Z`),
      dot('light', tower, 44, 1.8),
      ...skyline(seed, 'mid', 160, 34, 84),
      ...skyline(seed, 'near', 182, 18, 56),
      box('water', 0, 180, WIDTH, 20),
      ...Array.from({ length: 14 }, () =>
        line(
          'light',
          1.6,
          `M${r1(seed.between(0, WIDTH))} ${r1(seed.between(184, 197))}h${r1(seed.between(5, 16))}`,
          0.5,
        ),
      ),
      ...pine(seed, 'front', seed.between(8, 30), 204, 50),
      ...pine(seed, 'front', seed.between(288, 312), 204, 58),
    ]
  },

  roofs(seed) {
    const shift = seed.between(-24, 24)
    return [
      ridge(seed, 'far', 118, 40, 4),
      mound('mid', 66 + shift, 150, 150, 46),
      mound('mid', 250 + shift, 150, 190, 34),
      ...hanok(seed, 'near', 'near', 88 + shift, 138, 112),
      ...hanok(seed, 'near', 'near', 254 + shift, 144, 100),
      ...hanok(seed, 'front', 'front', 172 + shift, 164, 150),
      box('front', 0, 190, WIDTH, 12),
      ...Array.from({ length: 22 }, (_, index) =>
        dot('near', index * 15 + seed.between(-3, 3), 195, seed.between(5, 7.5)),
      ),
      ...pine(seed, 'front', shift > 0 ? 22 : 300, 198, 92),
      ...birds(seed),
    ]
  },

  field(seed) {
    const lean = seed.between(0.35, 0.65) * WIDTH
    return [
      ridge(seed, 'far', 116, 34, 4),
      ridge(seed, 'mid', 132, 22, 5),
      fill('near', `M0 138Q${WIDTH / 2} 122 ${WIDTH} 138V${HEIGHT}H0Z`),
      ...Array.from({ length: 13 }, (_, index) => {
        const x = (index - 2) * 27
        return line(
          'accent',
          3.4,
          `M${r1(lean + (x - lean) * 0.16)} 131Q${r1(lean + (x - lean) * 0.5)} 150 ${r1(x)} 204`,
          0.75,
        )
      }),
      ...pine(seed, 'front', lean, 134, 44),
      ...Array.from({ length: 26 }, () => {
        const [x, height] = [seed.between(-5, WIDTH), seed.between(22, 52)]
        return line(
          'front',
          1.5,
          `M${r1(x)} 204q${r1(seed.between(-2, 4))} ${r1(-height * 0.6)} ${r1(seed.between(2, 9))} ${r1(-height)}`,
        )
      }),
      ...Array.from({ length: 18 }, () =>
        dot('foam', seed.between(0, WIDTH), seed.between(150, 190), seed.between(1.4, 2.6), 0.9),
      ),
      ...birds(seed),
    ]
  },

  town(seed, sun) {
    const dome = seed.between(90, 230)
    const houses = { walls: [] as Shape[], roofs: [] as Shape[], bright: [] as Shape[], dim: [] as Shape[] }
    for (let x = -10; x < WIDTH;) {
      const [width, height] = [seed.between(22, 36), seed.between(24, 46)]
      const top = 158 - height
      houses.walls.push(box('near', x, top, width, height + 2))
      houses.roofs.push(
        fill('front', `M${r1(x - 2)} ${r1(top)}l${r1(width / 2 + 2)} -12l${r1(width / 2 + 2)} 12Z`),
      )
      for (let at = x + 5; at < x + width - 7; at += 9)
        if (seed.next() < 0.6) houses.bright.push(box('light', at, top + 8, 4, 7, 0.95))
        else houses.dim.push(box('light', at, top + 8, 4, 7, 0.35))
      x += width + 1
    }
    return [
      ridge(seed, 'far', 116, 26, 4),
      box('mid', dome - 26, 92, 52, 60),
      fill('mid', `M${r1(dome - 24)} 92a24 27 0 0 1 48 0Z`),
      line('mid', 2.4, `M${r1(dome)} 66v-12`),
      ...[dome - 66, dome + 62].map((x) => fill('mid', `M${r1(x - 8)} 152V84l8 -26l8 26v68Z`)),
      ...houses.walls,
      ...houses.roofs,
      ...houses.bright,
      ...houses.dim,
      ...water(seed, 158, sun.x),
      fill(
        'front',
        `M-5 168h330v10h-12q-20 -14 -42 0h-16q-20 -14 -42 0h-16q-20 -14 -42 0h-16q-20 -14 -42 0h-16q-20 -14 -42 0h-14Z`,
      ),
    ]
  },
}

/** Destinations of the catalogue whose look is known; others get a scene by chance. */
const KNOWN: Record<Scene, string> = {
  island: 'jeju geoje tongyeong namhae mokpo taean okinawa bali cebu da-nang gangneung',
  harbour: 'busan yeosu incheon pohang hong-kong singapore fukuoka',
  mountain: 'sokcho gapyeong chuncheon chiang-mai sapporo',
  city: 'seoul daegu tokyo new-york bangkok taipei osaka ho-chi-minh-city',
  roofs: 'gyeongju jeonju andong suwon kyoto hanoi',
  field: 'damyang suncheon',
  town: 'paris london rome barcelona',
}
const SCENE_OF = new Map(
  SCENES.flatMap((scene) => KNOWN[scene].split(' ').map((key) => [key, scene] as const)),
)

export interface Picture {
  scene: Scene
  palette: Palette
  sun: Sun
  shapes: Shape[]
}

/** The picture of a destination. `variant` (a plan's id) makes two plans for one place differ in light and detail. */
export function pictureOf(placeKey: string, variant = ''): Picture {
  const scene = SCENE_OF.get(placeKey) ?? seedOf(`scene ${placeKey}`).pick(SCENES)
  const seed = seedOf(`${placeKey} ${variant}`)
  const palette = seed.pick(PALETTES)
  const sun = { x: seed.between(70, 250), y: seed.between(44, 78), r: seed.between(17, 25) }
  const stars = Array.from({ length: 26 }, (_, index) =>
    dot(
      'star',
      seed.between(0, WIDTH),
      seed.between(4, 100),
      seed.between(0.5, 1.3),
      index < 13 ? 0.5 : 0.85,
    ),
  )
  return { scene, palette, sun, shapes: joined([...stars, ...draw[scene](seed, sun)]) }
}
