const PAGES_AT_MOST = 30

interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** All items of a list, page after page, until `enough` of the latest or far more than people read. */
export async function walk<Item>(
  ask: (cursor: string | null) => Promise<Page<Item>>,
  enough: (last: Item | undefined) => boolean = () => false,
): Promise<Item[]> {
  const found: Item[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < PAGES_AT_MOST; pages += 1) {
    const page: Page<Item> = await ask(cursor)
    found.push(...page.items)
    cursor = page.nextCursor
    if (!cursor || enough(page.items.at(-1))) break
  }
  return found
}
