import { onScopeDispose, ref } from 'vue'

/** Whether the browser has a network at all. */
export function useOnline() {
  const online = ref(navigator.onLine)
  const update = (): void => {
    online.value = navigator.onLine
  }
  for (const event of ['online', 'offline']) globalThis.addEventListener(event, update)
  onScopeDispose(() => {
    for (const event of ['online', 'offline']) globalThis.removeEventListener(event, update)
  })
  return online
}
