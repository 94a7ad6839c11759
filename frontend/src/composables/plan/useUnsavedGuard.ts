import { onScopeDispose, ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'

/**
 * Nobody loses what they wrote by leaving: `settle` may store it first, and if something is still unsaved the member is
 * asked (`asking`, answered by `answer`). Closing the tab asks the browser's own question.
 */
export function useUnsavedGuard(
  unsaved: () => boolean,
  settle: () => Promise<void> = () => Promise.resolve(),
) {
  const asking = ref(false)
  let decide: ((leave: boolean) => void) | undefined

  function answer(leave: boolean): void {
    asking.value = false
    decide?.(leave)
    decide = undefined
  }

  onBeforeRouteLeave(async () => {
    if (!unsaved()) return true
    await settle()
    if (!unsaved()) return true
    decide?.(false)
    asking.value = true
    return new Promise<boolean>((resolve) => {
      decide = resolve
    })
  })

  const beforeUnload = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault()
  }
  globalThis.addEventListener('beforeunload', beforeUnload)
  onScopeDispose(() => globalThis.removeEventListener('beforeunload', beforeUnload))
  return { asking, answer }
}
