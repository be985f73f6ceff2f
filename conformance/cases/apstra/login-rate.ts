import type { Case } from '../case.js'
import { all, allServed, loginsAtMost, property, singleRenewal, throttled, undisturbed } from '../judges.js'
import { atOnce, ban, read, terminate } from '../steps.js'

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
  {
    id: 'apstra.login.banned-address',
    title: 'A neighbour has the address banned for three minutes, and the session ends',
    requirement: 'A login that a ban refuses is tried again after pauses, by one at a time, without a storm.',
    level: 'must',
    source: 'UG, SPEC6; that a right password is refused, too: nobody says',
    confidence: 'assumed',
    controller: 'apstra',
    plan: { class: 'hostile', steps: [read, ban, terminate, atOnce(4, read)] },
    judge: all(property('backs-off'), property('no-storm'), singleRenewal, loginsAtMost(20)),
    evidence: throttled,
  },
  {
    id: 'apstra.login.ban-outlasted',
    title: 'The same, and the program waits for its answer',
    requirement: 'A run is not lost to a ban that ends by itself: calls wait for its three minutes.',
    level: 'should',
    source: 'UG, SPEC6; that a right password is refused, too: nobody says',
    confidence: 'assumed',
    controller: 'apstra',
    plan: { class: 'hostile', steps: [read, ban, terminate, read] },
    judge: all(allServed, loginsAtMost(20)),
    evidence: throttled,
  },
]
