import { useMutation } from '@tanstack/vue-query'
import { useRouter } from 'vue-router'

import { dropAccess } from '@/api/access'
import { api, ok } from '@/api/client'
import { paths } from '@/router/paths'

/** Leave for good: the account is deleted, and this browser knows nobody any more. */
export function useDeleteAccount() {
  const router = useRouter()
  return useMutation({
    networkMode: 'always',
    mutationFn: async () => {
      await ok(api.DELETE('/api/members/me'))
    },
    onSuccess: async () => {
      // First away from the page that is for members only: its guard would ask to sign in again.
      await router.replace(paths.goodbye)
      dropAccess()
    },
  })
}
