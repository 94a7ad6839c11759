import { translate } from '@/i18n'
import type { Language } from '@/api/types'
import { withParticle, type Particle } from '@/lib/particles'
import { paths } from '@/router/paths'

import type { Notification } from './pages'

function actorsOf({ actors, count }: Notification): string {
  const [first, second] = actors
  if (!first) return translate('notifications.actors.unnamed', { count })
  const others = count - 1
  if (others <= 0) return translate('notifications.actors.one', { name: first.name })
  if (others === 1 && second)
    return translate('notifications.actors.two', { name: first.name, other: second.name })
  return translate('notifications.actors.more', { name: first.name, count: others })
}

const PARTICLES: Partial<Record<Notification['kind'], Particle>> = {
  plan_created: 'object',
  plan_liked: 'object',
  plan_forked: 'object',
  recommendation_created: 'subject',
  recommendation_failed: 'object',
}

function untitled(kind: Notification['kind']): string {
  if (kind === 'plan_liked' || kind === 'plan_forked') return 'mine'
  return kind === 'plan_created' ? 'others' : 'recommendation'
}

function subjectOf({ kind, subject }: Notification, language: Language): string {
  const title = subject.title?.trim()
  const what = untitled(kind)
  const shown = title
    ? translate(what === 'recommendation' ? 'notifications.recommended' : 'notifications.titled', { title })
    : translate(`notifications.untitled.${what}`)
  const particle = PARTICLES[kind]
  return language === 'ko' && particle ? withParticle(shown, particle) : shown
}

/** The parts of a notification's sentence `notifications.sentences.<kind>`, as they read in this language. */
export function partsOf(notification: Notification, language: Language): { who: string; what: string } {
  return {
    who: language === 'ko' ? withParticle(actorsOf(notification), 'subject') : actorsOf(notification),
    what: subjectOf(notification, language),
  }
}

/** Where a notification leads. */
export function pathOf({ actors, count, subject }: Notification): string {
  if (subject.type === 'plan') return paths.plan(subject.id)
  if (subject.type === 'recommendation') return paths.recommendation(subject.id)
  if (subject.type === 'wallet') return paths.wallet
  const [follower] = actors
  return follower && count === 1 ? paths.member(follower.id) : paths.followers(subject.id)
}

/** When it happened: what was read has the time of that in `updatedAt`. */
export function momentOf({ read, createdAt, updatedAt }: Notification): string {
  return read ? createdAt : updatedAt
}
