import type { Case } from '../case.js'
import { all, loginsAtMost, undisturbed } from '../judges.js'
import { loginElsewhere, logoutElsewhere, MINUTE, read, repeat, wait } from '../steps.js'

/** Other sessions of the same account. */
export const sessionCases: Case[] = [
  {
    id: 'apic.sessions.second-login',
    title: 'Somebody else logs in and out with the same account',
    requirement: 'Sessions of one account are independent: another login or logout calls for nothing.',
    level: 'must',
    source: 'AN',
    confidence: 'confirmed',
    controller: 'apic',
    plan: {
      class: 'benign',
      steps: [read, ...repeat(5, loginElsewhere, read, wait(MINUTE), logoutElsewhere, read)],
    },
    judge: all(undisturbed, loginsAtMost(1)),
  },
]
