import { useMutation } from '@tanstack/vue-query'
import { ref } from 'vue'

import { api, ok } from '@/api/client'
import { networkProblem } from '@/api/problem'
import { saveFile } from '@/lib/saveFile'
import { today } from '@/lib/dates'

const JSON_TYPE = 'application/json'
type Cursor = string | null
const page = (cursor: Cursor) => ({ params: { query: { cursor } } })

/** What is kept of me, context by context. */
const PARTS = {
  member: (cursor: Cursor) => ok(api.GET('/api/members/me/export/member', page(cursor))),
  plan: (cursor: Cursor) => ok(api.GET('/api/members/me/export/plan', page(cursor))),
  recommendation: (cursor: Cursor) => ok(api.GET('/api/members/me/export/recommendation', page(cursor))),
  like: (cursor: Cursor) => ok(api.GET('/api/members/me/export/like', page(cursor))),
  follow: (cursor: Cursor) => ok(api.GET('/api/members/me/export/follow', page(cursor))),
  notification: (cursor: Cursor) => ok(api.GET('/api/members/me/export/notification', page(cursor))),
  token: (cursor: Cursor) => ok(api.GET('/api/members/me/export/token', page(cursor))),
} as const
export type ExportPart = keyof typeof PARTS
export const EXPORT_PARTS = Object.keys(PARTS) as ExportPart[]

/** Download what is kept of me: all of it as one file, or, where that is too much, a part at a time. */
export function useExport() {
  const received = ref(0)

  async function download(): Promise<Blob[]> {
    const stream = await ok(api.GET('/api/members/me/export', { parseAs: 'stream' }))
    const reader = (stream as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
    const chunks: Blob[] = []
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        chunks.push(new Blob([read.value]))
        received.value += read.value.byteLength
      }
    } catch {
      throw networkProblem() // cut off on the way
    }
    return chunks
  }

  const whole = useMutation({
    networkMode: 'always',
    onMutate: () => {
      received.value = 0
    },
    mutationFn: download,
    onSuccess: (chunks) => saveFile(new Blob(chunks, { type: JSON_TYPE }), `ktravel-${today()}.json`),
  })

  const part = useMutation({
    networkMode: 'always',
    mutationFn: async (context: ExportPart) => {
      const items: unknown[] = []
      let cursor: Cursor = null
      do {
        const found: { items: unknown[]; nextCursor: Cursor } = await PARTS[context](cursor)
        items.push(...found.items)
        cursor = found.nextCursor
      } while (cursor)
      return items
    },
    onSuccess: (items, context) =>
      saveFile(
        new Blob([JSON.stringify(items, null, 2)], { type: JSON_TYPE }),
        `ktravel-${today()}-${context}.json`,
      ),
  })
  return { whole, part, received }
}
