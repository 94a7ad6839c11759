import type { QueryClient, QueryKey } from '@tanstack/vue-query'

interface Identified {
  id: string
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function patched(data: unknown, id: string, change: (found: never) => object): unknown {
  if (Array.isArray(data)) {
    let changed = false
    const items = data.map((each: unknown) => {
      const item = patched(each, id, change)
      changed ||= item !== each
      return item
    })
    return changed ? items : data
  }
  if (!isObject(data)) return data
  if (data['id'] === id) return { ...data, ...change(data as never) }
  for (const part of ['pages', 'items', 'data'] as const) {
    const inner = patched(data[part], id, change)
    if (inner !== data[part]) return { ...data, [part]: inner }
  }
  return data
}

/**
 * Show a change before the API has answered: wherever below `key` something with this id is cached (by itself, with an
 * ETag as `{data, etag}`, in a list, in pages), `change` says which of its fields are new. Gives the way back.
 */
export async function showAtOnce<Item extends Identified>(
  client: QueryClient,
  key: QueryKey,
  id: string,
  change: (found: Item) => Partial<Item>,
): Promise<() => void> {
  await client.cancelQueries({ queryKey: key })
  const before = client.getQueriesData({ queryKey: key })
  const after = before.map(
    ([name, data]) => [name, data, patched(data, id, change as (found: never) => object)] as const,
  )
  const touched = after.filter(([, old, now]) => old !== now)
  for (const [name, , now] of touched) client.setQueryData(name, now)
  return () => {
    for (const [name, old] of touched) client.setQueryData(name, old)
  }
}
