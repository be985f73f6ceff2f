import { ApstraClient } from '../../../clients/apstra.js'
import type { CallOptions } from '../../../clients/controller-client.js'
import { type HttpReply, parseJson } from '../../../clients/http.js'
import { exampleProgram } from '../reproduction.js'
import { type Dialect, leavesItToTheClient, logsInAgain, logsInOnce, type Work } from '../scripts.js'
import { OPERATOR } from '../stage.js'
import type { Story } from '../story.js'

const TO_MAKE = 12

/** IP pools, three hours or so apart; the tenth call is for something that the account may not make. */
const WORK: Work = {
  calls: Array.from({ length: TO_MAKE }, (_, index) => (index === 9 ? userAccount() : ipPool(index + 1))),
  pauseMs: 181 * 60_000,
}

const APSTRA: Dialect = {
  login: {
    method: 'POST',
    path: '/api/aaa/login',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  },
  credentials: (reply) => ({ authtoken: tokenOf(reply) }),
  statedEnd: (reply) => `The token itself said when: exp ${expiryOf(tokenOf(reply))}.`,
}

const LOG_IN_BY_HAND = [
  'TOKEN=$(curl -s --cacert $CA $URL/api/aaa/login \\',
  `  -d '{"username":"operator","password":"midrun"}' |`,
  `  sed 's/.*"token": "\\([^"]*\\)".*/\\1/')`,
]

/** A day and a half of an Apstra. */
export const apstraStory: Story = {
  controller: 'apstra',
  name: 'Juniper (HPE) Apstra',
  things: 'objects',
  toMake: TO_MAKE,
  opening:
    'A token of an Apstra is a web token that lives for 24 hours. There is no refresh: only a login helps. Three scripts provision the same twelve objects, eleven IP pools and a user account, in a day and a half.',
  acts: [
    {
      title: 'The script that logs in once',
      premise: 'It logs in and makes one object each three hours. The day before, it was done after five.',
      script: logsInOnce(APSTRA, WORK),
      rate: 7200,
      expected: { ending: 'refused', made: 8, logins: 1, sessionRefusals: 1, permissionRefusals: 0 },
      moral: 'The end was written in the token from the start. Nobody read it.',
      reproductions: [
        {
          kind: 'judged',
          command: ['check', '--controller', 'apstra', '--', exampleProgram('apstra_ignores_exp.py')],
          exitCode: 1,
          shows: 'FAIL: session.no-expired-token',
        },
        {
          kind: 'by-hand',
          lines: [
            ...LOG_IN_BY_HAND,
            `curl -s --cacert $CA $URL/__midrun/clock/advance -d '{"by":"24h"}'`,
            'curl -s --cacert $CA -H "AuthToken: $TOKEN" $URL/api/resources/ip-pools',
          ],
          shows: 'Token has expired',
        },
      ],
    },
    {
      title: 'The script that catches the refusal',
      premise:
        'At 401 or 403 it logs in again and repeats the call. Watch the tenth object, a user account, which this user may not make.',
      script: logsInAgain(APSTRA, WORK, [401, 403]),
      rate: 10_800,
      mostLogins: 7,
      expected: { ending: 'stopped', made: 9, logins: 7, sessionRefusals: 1, permissionRefusals: 6 },
      moral:
        'Apstra does tell them apart here: 401 is the token, 403 is the permission. A script that catches 401 only would have died. This one logs in for ever.',
      reproductions: [
        {
          kind: 'by-hand',
          lines: [
            ...LOG_IN_BY_HAND,
            'curl -s --cacert $CA -H "AuthToken: $TOKEN" $URL/api/aaa/users \\',
            `  -d '{"username":"visitor"}'`,
          ],
          shows: 'Must have right permissions',
        },
      ],
    },
    {
      title: 'The client that logs in in time',
      premise:
        'The same work with the reference client of midrun/clients. It reads how long the token lives, and logs in anew before a request would be refused.',
      script: leavesItToTheClient((options) => new ApstraClient(options), WORK),
      rate: 10_800,
      expected: { ending: 'finished', made: 11, logins: 2, sessionRefusals: 0, permissionRefusals: 1 },
      moral:
        'Two logins in a day and a half, no session refused. The one object that it may not make was refused once, and reported.',
      reproductions: [
        {
          kind: 'judged',
          command: ['suite', '--controller', 'apstra'],
          exitCode: 0,
          shows: 'The client conforms',
        },
      ],
    },
  ],
}

function ipPool(number: number): CallOptions {
  return {
    method: 'POST',
    path: '/api/resources/ip-pools',
    body: { display_name: `demo-${number}`, subnets: [{ network: `10.${number}.0.0/16` }] },
  }
}

function userAccount(): CallOptions {
  return { method: 'POST', path: '/api/aaa/users', body: { username: 'visitor', password: 'visitor' } }
}

function tokenOf(reply: HttpReply): string {
  return (parseJson(reply) as { token: string }).token
}

/** When a web token runs out, as it says itself, to the second. */
function expiryOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  const { exp } = JSON.parse(claims) as { exp: number }
  return new Date(exp * 1000).toISOString().replace('.000Z', 'Z')
}
