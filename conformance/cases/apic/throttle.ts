import { formatDuration } from '../../../simulator/index.js'
import type { Case, Judge } from '../case.js'
import { all, loginsAtMost, property, readsServed, singleRenewal, throttled } from '../judges.js'
import { atOnce, read, repeat, SECOND, terminate } from '../steps.js'

/** Shortest pause that counts as backing off, in ms. */
const LEAST_PAUSE_MS = SECOND / 4

/** After a login that was turned away there is a pause before the next. */
const backsOff: Judge = ({ exchanges }) => {
  const tries = exchanges.filter(({ purpose }) => purpose === 'login')
  return tries.slice(1).flatMap(({ sentMs }, index) => {
    const { answered, endedMs } = tries[index]!
    if (answered?.outcome !== 'throttled' || sentMs - endedMs >= LEAST_PAUSE_MS) return []
    return [
      `expected: at least ${formatDuration(LEAST_PAUSE_MS)} after a login that was turned away; found: ${formatDuration(sentMs - endedMs)}`,
    ]
  })
}

/** The limit on logins from one address. */
export const throttleCases: Case[] = [
  {
    id: 'apic.login.throttled',
    title: 'Sessions that are ended one after the other, on a controller that allows one login a second',
    requirement:
      'A login that is turned away with 503 is tried again after a pause, a few times at most, until served.',
    level: 'must',
    source: 'AN, ansible/ansible#35364; the rate: nobody says',
    confidence: 'likely',
    controller: 'apic',
    plan: {
      class: 'hostile',
      options: { loginThrottle: { enabled: true, perSecond: 1 } },
      steps: [read, ...repeat(3, terminate, atOnce(3, read))],
    },
    // Four logins that are served, and for each of the last three a few that are turned away.
    judge: all(readsServed, backsOff, loginsAtMost(13), singleRenewal, property('no-storm')),
    evidence: throttled,
  },
]
