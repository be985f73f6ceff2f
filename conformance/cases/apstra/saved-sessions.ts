import type { Case, Judge } from '../case.js'
import { all, allServed, loginsAtMost, property, readsServed, singleRenewal, undisturbed } from '../judges.js'
import { HOUR, handOver, logoutElsewhere, MINUTE, read, SECOND, terminate, until, wait } from '../steps.js'

/** A restored session is looked at first, and nobody logs in without a password. */
const handled: Judge = property('restored-sessions')

/** Evidence: a client went on with what another one had saved. */
const restored: Judge = ({ handOvers }) => {
  if (handOvers.some((one) => one.restored)) return []
  return [
    handOvers.some(({ offered }) => offered)
      ? 'no saved session was restored'
      : 'the client saves no sessions',
  ]
}

const common = {
  level: 'must',
  controller: 'apstra',
  source: 'PYEZ, the guide of its sessions; lifetime: 12 tokens, LAB',
  confidence: 'likely',
  evidence: restored,
} as const

/** Sessions that one process saves and another one restores. */
export const savedSessionCases: Case[] = [
  {
    ...common,
    id: 'apstra.saved-session.alive',
    title: 'A session is saved and restored an hour later, by a program with the password',
    requirement: 'A restored session that lives is used without a login.',
    plan: { class: 'benign', steps: [read, handOver(), wait(HOUR), read, read] },
    judge: all(undisturbed, handled, loginsAtMost(1)),
  },
  {
    ...common,
    id: 'apstra.saved-session.without-password',
    title: 'A session is restored an hour later, first by a program without the password',
    requirement: 'A session that lives serves a program that has no password.',
    plan: { class: 'benign', steps: [read, handOver(false), wait(HOUR), read] },
    judge: all(undisturbed, handled, loginsAtMost(1)),
  },
  {
    ...common,
    id: 'apstra.saved-session.dead',
    title: 'A session is restored after its end, first by a program without the password',
    requirement:
      'A dead session is found out by a look: without a password it is an error, with one a login.',
    plan: { class: 'benign', steps: [read, handOver(false), until('token', HOUR), read] },
    judge: all(undisturbed, handled, loginsAtMost(2)),
  },
  {
    ...common,
    id: 'apstra.saved-session.ended-meanwhile',
    title: 'An administrator ends a saved session before its exp',
    requirement:
      'That a token is said to live is no proof: the controller is asked, and a login replaces it.',
    plan: { class: 'hostile', steps: [read, handOver(false), wait(MINUTE), terminate, read] },
    judge: all(allServed, handled, loginsAtMost(2), singleRenewal),
  },
  {
    ...common,
    id: 'apstra.saved-session.logged-out-meanwhile',
    title: 'Another client of the user logs out before a saved session is restored',
    requirement: 'A saved session that another logout ended costs one login.',
    plan: {
      class: 'hostile',
      options: { logoutScope: 'user' },
      steps: [read, handOver(), wait(MINUTE), logoutElsewhere, read, read],
    },
    judge: all(readsServed, handled, loginsAtMost(2), singleRenewal),
  },
  {
    ...common,
    id: 'apstra.saved-session.near-its-end',
    title: 'A session is restored ten seconds before its end',
    requirement: 'What is left of a restored session is known at once: it is replaced before it ends.',
    plan: {
      class: 'benign',
      steps: [read, handOver(), until('token', -10 * SECOND), read, until('token'), read],
    },
    judge: all(undisturbed, handled, loginsAtMost(3)),
  },
  ...[
    { name: 'behind', offsetMs: -48 * HOUR },
    { name: 'ahead', offsetMs: 48 * HOUR },
  ].map(
    ({ name, offsetMs }): Case => ({
      ...common,
      id: `apstra.saved-session.clock-${name}`,
      title: `A session is restored on a machine whose clock is two days ${name}, and used to its end`,
      requirement: 'What is left of a restored session is not reckoned from the own clock and exp.',
      plan: {
        class: 'benign',
        clientClock: { offsetMs },
        steps: [read, handOver(), wait(HOUR), read, until('token', -1), read, until('token'), read],
      },
      judge: all(undisturbed, handled, loginsAtMost(3)),
    }),
  ),
]
