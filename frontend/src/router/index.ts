import { createRouter, createWebHistory, type RouteRecordRaw, type RouterHistory } from 'vue-router'

import { useAreas } from '@/i18n'
import { useSession } from '@/stores/session'

import { paths } from './paths'

declare module 'vue-router' {
  interface RouteMeta {
    /** Message areas of the screen: locales/<language>/<area>.json. */
    areas: readonly string[]
    /** Key of what the tab is called until the screen knows better (usePageTitle). */
    title: string
    /** Strangers sign in first, and come back. */
    membersOnly?: boolean
    /** Without the shell: printing, embedding. */
    bare?: boolean
  }
}

const found = import.meta.glob<RouteRecordRaw[]>('../screens/*/routes.ts', { eager: true, import: 'default' })

/** All screens; each folder of screens/ brings its own routes.ts. */
export const routes: RouteRecordRaw[] = Object.values(found).flat()

export function makeRouter(history: RouterHistory = createWebHistory()) {
  const router = createRouter({
    history,
    routes,
    scrollBehavior(to, from, saved) {
      if (saved) return saved
      if (to.hash) return { el: to.hash, behavior: 'smooth' }
      return to.path === from.path ? undefined : { top: 0 }
    },
  })

  // Messages and session are asked for while the screen's code is on its way.
  let messages = Promise.resolve()
  router.beforeEach((to) => {
    messages = useAreas(to.meta.areas)
    void useSession().ready()
    messages.catch(() => undefined) // told below, where the navigation waits for it
  })
  router.beforeResolve(async (to) => {
    const session = useSession()
    await Promise.all([messages, session.ready()])
    return to.meta.membersOnly && !session.signedIn ? paths.signIn(to.fullPath) : true
  })
  return router
}
