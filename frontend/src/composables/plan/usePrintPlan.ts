import { useMutation } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'

/**
 * Lay a page of the API out in a frame of its own. Its style sheet is handed over as an object: the policy of this page
 * holds in the frame too and refuses one that is written in the markup.
 */
function frameOf(html: string): HTMLIFrameElement {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const frame = document.createElement('iframe')
  frame.className = 'print-frame'
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  Object.assign(frame.style, {
    position: 'fixed',
    width: '0',
    height: '0',
    border: '0',
    visibility: 'hidden',
  })
  document.body.append(frame)
  const inside = frame.contentDocument
  const view = frame.contentWindow as (Window & typeof globalThis) | null
  if (!inside || !view) throw new Error('A frame without a document.')
  const sheet = new view.CSSStyleSheet()
  for (const style of page.querySelectorAll('style')) {
    sheet.replaceSync(style.textContent)
    style.remove()
  }
  inside.adoptedStyleSheets = [sheet]
  inside.documentElement.lang = page.documentElement.lang
  inside.title = page.title
  inside.body.replaceChildren(...inside.importNode(page.body, true).childNodes)
  return frame
}

/** Print a plan on A4 as the API lays it out, in the language of the app. */
export function usePrintPlan() {
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (planId: string) => {
      const html = await ok(
        api.GET('/api/plans/{planId}/print', { params: { path: { planId } }, parseAs: 'text' }),
      )
      document.querySelector('.print-frame')?.remove()
      frameOf(html).contentWindow?.print()
    },
    onError: (error) => toasts.tell(problemMessage(error), 'problem'),
  })
}
