import type { Case } from '../case.js'
import { all, loginsAtMost, undisturbed } from '../judges.js'
import { atOnce, read } from '../steps.js'

/** The limit on logins from one address. */
export const loginRateCases: Case[] = [
  {
    id: 'apstra.login.rate-limited',
    title: 'Sixteen reads at once on a server that allows two logins a minute',
    requirement: 'Parallel work shares one token, so that good logins do not cross the login limit.',
    level: 'must',
    source: 'TF',
    confidence: 'likely',
    controller: 'apstra',
    plan: {
      class: 'benign',
      options: { loginRate: { enabled: true, logins: 2, windowSeconds: 60 } },
      steps: [atOnce(16, read), atOnce(16, read)],
    },
    judge: all(undisturbed, loginsAtMost(1)),
  },
]
