import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/vue-query'

/** Show that some fields of what is cached are different now. Gives the way back. */
export async function changeAtOnce<Data extends object>(
  client: QueryClient,
  key: QueryKey,
  change: Partial<Data>,
): Promise<() => void> {
  await client.cancelQueries({ queryKey: key })
  const before = client.getQueryData<Data>(key)
  if (!before) return () => undefined
  client.setQueryData(key, { ...before, ...change })
  return () => client.setQueryData(key, before)
}

interface Counted {
  total: number
}

/** Show another `total` of a list that is cached page by page. Gives the way back. */
export async function countAtOnce(client: QueryClient, key: QueryKey, by: number): Promise<() => void> {
  await client.cancelQueries({ queryKey: key })
  const before = client.getQueryData<InfiniteData<Counted>>(key)
  if (!before) return () => undefined
  const pages = before.pages.map((page) => ({ ...page, total: Math.max(0, page.total + by) }))
  client.setQueryData(key, { ...before, pages })
  return () => client.setQueryData(key, before)
}
