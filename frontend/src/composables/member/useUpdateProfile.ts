import { useMutation, useQueryClient } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import type { Schema } from '@/api/types'
import { memberKeys, planKeys } from '@/queries/keys'
import { useSession } from '@/stores/session'

/** Change some of my profile; what is not named stays as it is. */
export function useUpdateProfile() {
  const client = useQueryClient()
  const session = useSession()
  return useMutation({
    networkMode: 'always', // somebody waits for it: rather say that there is no network
    mutationFn: (changes: Schema<'ProfileChanges'>) => ok(api.PATCH('/api/members/me', { body: changes })),
    onSuccess: (profile, changes) => {
      session.update(profile)
      void client.invalidateQueries({ queryKey: memberKeys.all })
      if (changes.name !== undefined) void client.invalidateQueries({ queryKey: planKeys.all })
    },
  })
}
