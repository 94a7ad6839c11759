import { readonly, ref } from 'vue'

export type ToastKind = 'done' | 'problem'
export interface Toast {
  id: number
  text: string
  kind: ToastKind
  action?: { label: string; run: () => void }
}

const STAYS_MS = 5000
const AT_MOST = 3
const shown = ref<Toast[]>([])
let last = 0

function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id)
}

/** Short words about what just happened; read aloud by screen readers. One with an action stays until it is dismissed. */
function tell(text: string, kind: ToastKind = 'done', action?: Toast['action']): number {
  const id = ++last
  shown.value = [...shown.value, { id, text, kind, action }].slice(-AT_MOST)
  if (!action) setTimeout(() => dismiss(id), STAYS_MS)
  return id
}

export function useToasts() {
  return { shown: readonly(shown), tell, dismiss }
}
