import type { Case } from '../case.js'
import { all, allServed, loginsAtMost, undisturbed } from '../judges.js'
import { expiryCases } from '../shared/expiry.js'
import { MINUTE, read, repeat, until, wait } from '../steps.js'

const BROWSER_SESSION = 'fireREST #75, #89'

/** The browser session time-out, which ends access and refresh token alike. */
export const browserSessionCases: Case[] = [
  ...expiryCases({
    controller: 'fmc',
    prefix: 'fmc.browser-session.idle',
    limit: 'idle',
    plan: {
      class: 'benign',
      options: { browserTimeoutSec: 600, browserTimeoutKind: 'idle' },
    },
    before: [read],
    of: 'a browser session of 10 min without a call',
    source: BROWSER_SESSION,
    confidence: 'likely',
  }),
  {
    id: 'fmc.browser-session.idle-hour',
    title: 'A pause of 61 min between two reads',
    requirement:
      'After a pause longer than the browser session, the client logs in: its refresh token is dead.',
    level: 'must',
    source: BROWSER_SESSION,
    confidence: 'likely',
    controller: 'fmc',
    plan: { class: 'benign', steps: [read, wait(61 * MINUTE), read] },
    judge: undisturbed,
  },
  {
    id: 'fmc.browser-session.ten-minutes',
    title: 'A browser session of 10 min that counts from the login, under reads each minute',
    requirement: 'A browser session that counts from the login is replaced before it ends.',
    level: 'must',
    source: 'fireREST #75; whether idle or absolute is a guess',
    confidence: 'assumed',
    controller: 'fmc',
    plan: {
      class: 'benign',
      options: { browserTimeoutSec: 600, browserTimeoutKind: 'absolute' },
      steps: [...repeat(40, read, wait(MINUTE)), read, until('absolute', -1), read],
    },
    judge: undisturbed,
  },
  {
    id: 'fmc.browser-session.untold',
    title:
      'Reads each minute for three hours; the session ends an hour after each login, and the client is not told',
    requirement:
      'A client that is told nothing reckons with the shorter reading of the browser session time-out.',
    level: 'should',
    source: `${BROWSER_SESSION}; whether idle or absolute is a guess`,
    confidence: 'assumed',
    controller: 'fmc',
    plan: {
      class: 'benign',
      options: { browserTimeoutKind: 'absolute' },
      client: { toldLimits: false },
      steps: repeat(180, read, wait(MINUTE)),
    },
    judge: undisturbed,
  },
  {
    id: 'fmc.browser-session.hidden-cap',
    title: 'The controller ends each session 90 min after its login, and nobody knows',
    requirement: 'A limit that no client can know of costs one login each time it strikes, and no call.',
    level: 'must',
    source: 'CODELAB against TheAlanNix/cisco-security-tools#1',
    confidence: 'assumed',
    controller: 'fmc',
    plan: {
      class: 'hostile',
      options: { refreshCapsTotalSec: 5400 },
      steps: repeat(200, read, wait(MINUTE)),
    },
    judge: all(allServed, loginsAtMost(8)),
  },
]
