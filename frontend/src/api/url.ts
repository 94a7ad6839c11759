/** Scheme and host of the API; empty: this page's own origin. */
export const API_URL = (import.meta.env.VITE_API_URL ?? '').replace(/\/$/, '')
