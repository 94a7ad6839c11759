import { QueryClient } from '@tanstack/vue-query'

import { ApiProblem } from '@/api/problem'

const TRIES = 2

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      // A refusal stays one; what is down may come back. Offline, queries wait by themselves.
      retry: (failures, error) => failures < TRIES && error instanceof ApiProblem && error.transient,
      retryDelay: (failures, error) =>
        error instanceof ApiProblem && error.retryAfter !== null
          ? Math.min(error.retryAfter, 30) * 1000
          : Math.min(500 * 2 ** failures, 4000),
    },
    // Sending twice is for those who use an Idempotency-Key: they say so themselves.
    mutations: { retry: false },
  },
})
