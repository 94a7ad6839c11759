/** Chance that is the same wherever and whenever the same key is drawn. */
export interface Seed {
  /** In [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** An integer in [0, count). */
  below(count: number): number
  pick<Item>(items: readonly [Item, ...Item[]]): Item
}

/** FNV-1a, 32 bits. */
export function hash(key: string): number {
  let value = 0x811c9dc5
  for (const unit of key) value = Math.imul(value ^ (unit.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** Mulberry32 from the hash of a key. */
export function seedOf(key: string): Seed {
  let state = hash(key)
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    pick: (items) => items[below(items.length)] ?? items[0],
  }
}
