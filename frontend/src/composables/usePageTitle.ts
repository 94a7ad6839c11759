import { onScopeDispose, ref, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

const said = ref('')

/** The name of this page: a plan's title, say. Without it (or while it is empty) the route's `meta.title` stands. */
export function usePageTitle(title: MaybeRefOrGetter<string | null | undefined>): void {
  watchEffect(() => {
    said.value = toValue(title) ?? ''
  })
  onScopeDispose(() => {
    said.value = ''
  })
}

/** For the shell. */
export function useSaidTitle() {
  return said
}
