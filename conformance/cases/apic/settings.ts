import type { Case, Judge } from '../case.js'
import { undisturbed } from '../judges.js'
import { configure, HOUR, MINUTE, read, repeat, SECOND, wait } from '../steps.js'

/** Evidence: the client was given a session or a token, as `event` says, after the settings had changed. */
function grantedAfterChange(...events: ('born' | 'refreshed')[]): Judge {
  return ({ entries, administration }) => {
    const changed = administration.at(-1)?.seq ?? Number.POSITIVE_INFINITY
    const granted = entries.some(
      (entry) =>
        entry.kind === 'session' && events.some((event) => event === entry.event) && entry.seq > changed,
    )
    return granted ? [] : ['nothing was granted under the new settings']
  }
}

const common = { level: 'must', controller: 'apic', judge: undisturbed } as const

/** An administrator changes the lifetimes of tokens and sessions (pkiWebTokenData) while the client has one. */
export const settingsCases: Case[] = [
  {
    ...common,
    id: 'apic.settings.shorter-lifetime',
    title: 'Tokens of 1200 s, and of 300 s from the first minute on',
    requirement: 'Each token is renewed by the lifetime that came with it, not by that of the first one.',
    source: 'AN-IT, TEN; that a change holds for later tokens: nobody says',
    confidence: 'assumed',
    plan: {
      class: 'benign',
      options: { refreshTimeoutSeconds: 1200 },
      steps: [
        read,
        wait(MINUTE),
        configure({ webtokenTimeoutSeconds: 300 }),
        ...repeat(180, read, wait(20 * SECOND)),
      ],
    },
    evidence: grantedAfterChange('born', 'refreshed'),
  },
  {
    ...common,
    id: 'apic.settings.longer-lifetime',
    title: 'Tokens of 300 s, and of 1200 s from the first minute on',
    requirement:
      'A token that was issued before the lifetime was raised is still renewed in time, and so are the longer ones.',
    source: 'AN-IT, TEN; that a change holds for later tokens: nobody says',
    confidence: 'assumed',
    plan: {
      class: 'benign',
      options: { refreshTimeoutSeconds: 300 },
      steps: [
        read,
        wait(MINUTE),
        configure({ webtokenTimeoutSeconds: 1200 }),
        ...repeat(180, read, wait(20 * SECOND)),
      ],
    },
    evidence: grantedAfterChange('born', 'refreshed'),
  },
  {
    ...common,
    id: 'apic.settings.maximum-validity',
    title: 'Sessions of five hours, and of four from the first minute on',
    requirement:
      'Each session is given up for a new login by the maximum lifetime that it was told, not by an earlier one.',
    source: 'AN-IT; that a change holds for later sessions: nobody says',
    confidence: 'assumed',
    plan: {
      class: 'benign',
      options: { maximumLifetimeSeconds: (5 * HOUR) / SECOND },
      steps: [
        read,
        wait(MINUTE),
        configure({ maximumValidityPeriod: 4 }),
        ...repeat(450, read, wait(80 * SECOND)),
      ],
    },
    evidence: grantedAfterChange('born'),
  },
]
