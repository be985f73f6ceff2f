import type { Case } from '../case.js'
import { undisturbed } from '../judges.js'
import { expiryCases } from '../shared/expiry.js'
import { MINUTE, read, repeat, SECOND, until, wait } from '../steps.js'

/** Keeps a session of one hour busy until its last two minutes. */
const busyHour = repeat(29, read, wait(2 * MINUTE))

/** The maximum lifetime of a session, beyond which nothing is refreshed. */
export const absoluteCases: Case[] = [
  ...expiryCases({
    controller: 'apic',
    prefix: 'apic.absolute',
    limit: 'absolute',
    plan: { class: 'benign', options: { maximumLifetimeSeconds: 3600 } },
    before: busyHour,
    of: 'the maximum lifetime',
    source: 'AN-IT, BLOG',
    confidence: 'confirmed',
  }),
  {
    id: 'apic.absolute.busy-day',
    title: 'Reads every 5 min through 25 h',
    requirement: 'A run longer than the maximum lifetime of a session logs in anew in time.',
    level: 'must',
    source: 'AN-IT, BLOG',
    confidence: 'confirmed',
    controller: 'apic',
    plan: { class: 'benign', steps: repeat(300, read, wait(5 * MINUTE)) },
    judge: undisturbed,
  },
  {
    id: 'apic.absolute.last-token-clipped',
    title: 'The last token is cut to what is left of the maximum lifetime, and does not say so',
    requirement: 'Near the maximum lifetime the client trusts the shorter of the two limits.',
    level: 'must',
    source: 'nobody says; the harder alternative',
    confidence: 'assumed',
    controller: 'apic',
    plan: {
      class: 'benign',
      options: { maximumLifetimeSeconds: 3600, lastTokenClipped: true },
      steps: [...busyHour, ...repeat(30, read, wait(5 * SECOND))],
    },
    judge: undisturbed,
  },
  {
    id: 'apic.absolute.last-token-whole',
    title: 'The last token outlives the maximum lifetime, only refreshes end there',
    requirement: 'The client does not ask for a refresh that the maximum lifetime forbids.',
    level: 'must',
    source: 'nobody says; the other alternative',
    confidence: 'assumed',
    controller: 'apic',
    plan: {
      class: 'benign',
      options: { maximumLifetimeSeconds: 3600, lastTokenClipped: false },
      steps: [...busyHour, until('absolute', MINUTE), ...repeat(20, read, wait(MINUTE))],
    },
    judge: undisturbed,
  },
]
