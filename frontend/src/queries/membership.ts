import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/vue-query'

/** Show that somebody is now in a cached list of ids, or no longer. Gives the way back. */
export async function holdAtOnce(
  client: QueryClient,
  key: QueryKey,
  id: string,
  held: boolean,
): Promise<() => void> {
  await client.cancelQueries({ queryKey: key })
  const before = client.getQueryData<string[]>(key)
  client.setQueryData<string[]>(key, (ids) => {
    const others = (ids ?? []).filter((each) => each !== id)
    return held ? [id, ...others] : others
  })
  return () => {
    if (before) client.setQueryData(key, before)
    else client.removeQueries({ queryKey: key })
  }
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
