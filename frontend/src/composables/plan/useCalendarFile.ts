import { useMutation } from '@tanstack/vue-query'

import { api, ok } from '@/api/client'
import { problemMessage } from '@/api/problem'
import { useToasts } from '@/composables/useToasts'
import { saveFile } from '@/lib/saveFile'

/** Keep a plan as a calendar file. Asked for with the access token, which a mere link would not carry. */
export function useCalendarFile() {
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (plan: { id: string; title: string }) => {
      const file = await ok(
        api.GET('/api/plans/{planId}/calendar.ics', {
          params: { path: { planId: plan.id } },
          parseAs: 'blob',
        }),
      )
      saveFile(file, `${plan.title}.ics`)
    },
    onError: (error) => toasts.tell(problemMessage(error), 'problem'),
  })
}
