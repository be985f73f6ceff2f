import { ApicClient } from '../../../clients/apic.js'
import type { CallOptions } from '../../../clients/controller-client.js'
import { type HttpReply, parseJson } from '../../../clients/http.js'
import { brokenClient, exampleProgram } from '../reproduction.js'
import { type Dialect, leavesItToTheClient, logsInAgain, logsInOnce, type Work } from '../scripts.js'
import { OPERATOR } from '../stage.js'
import type { Story } from '../story.js'

const TO_MAKE = 20

/** Tenants, a minute or so apart; the 18th call is for something that the account may not make. */
const WORK: Work = {
  calls: Array.from({ length: TO_MAKE }, (_, index) => (index === 17 ? userAccount() : tenant(index + 1))),
  pauseMs: 61_000,
}

const APIC: Dialect = {
  login: {
    method: 'POST',
    path: '/api/aaaLogin.json',
    body: JSON.stringify({ aaaUser: { attributes: { name: OPERATOR.username, pwd: OPERATOR.password } } }),
  },
  credentials: (reply) => ({ cookie: `APIC-cookie=${loginAttributes(reply).token}` }),
  statedEnd: (reply) =>
    `The reply said: refreshTimeoutSeconds ${loginAttributes(reply).refreshTimeoutSeconds}.`,
}

const LOG_IN_BY_HAND = [
  'curl -s --cacert $CA -c jar -o /dev/null $URL/api/aaaLogin.json \\',
  `  -d '{"aaaUser":{"attributes":{"name":"operator","pwd":"midrun"}}}'`,
]

/** Ten minutes of an APIC. */
export const apicStory: Story = {
  controller: 'apic',
  name: 'Cisco APIC',
  things: 'objects',
  toMake: TO_MAKE,
  opening:
    'A token of an APIC lives for 600 s, whatever is done with it. Three scripts provision the same twenty objects, nineteen tenants and a user account. It takes each of them longer than that.',
  acts: [
    {
      title: 'The script that logs in once',
      premise:
        'It logs in and makes one object each minute. In the laboratory, with five, it has always worked.',
      script: logsInOnce(APIC, WORK),
      rate: 60,
      expected: { ending: 'refused', made: 10, logins: 1, sessionRefusals: 1, permissionRefusals: 0 },
      moral: 'Half of the work is done. Whoever comes in the morning has to find out which half.',
      reproductions: [
        {
          kind: 'judged',
          command: ['check', '--controller', 'apic', '--', exampleProgram('apic_never_refreshes.py')],
          exitCode: 1,
          shows: 'FAIL: caller.refused-served',
        },
        {
          kind: 'by-hand',
          lines: [
            ...LOG_IN_BY_HAND,
            `curl -s --cacert $CA $URL/__midrun/clock/advance -d '{"by":"10m"}'`,
            'curl -s --cacert $CA -b jar $URL/api/mo/uni.json \\',
            `  -d '{"fvTenant":{"attributes":{"name":"late"}}}'`,
          ],
          shows: 'Token was invalid (Error: Token timeout)',
        },
      ],
    },
    {
      title: 'The script that catches the refusal',
      premise:
        'After last night somebody mended it: at 403 it logs in again and repeats the call. Watch the 18th object, a user account, which this user may not make.',
      script: logsInAgain(APIC, WORK, [403]),
      rate: 90,
      mostLogins: 7,
      expected: { ending: 'stopped', made: 17, logins: 7, sessionRefusals: 1, permissionRefusals: 6 },
      moral:
        'The APIC says 403 to both: a token that has run out, and a thing that the user may not do. No login cures the second. Left alone, it would log in until somebody notices. (Some releases are said to answer 400 with code 170: option rbacDenyStyle.)',
      reproductions: [
        {
          kind: 'judged',
          command: ['check', '--controller', 'apic', '--', exampleProgram('apic_logs_in_again.py')],
          exitCode: 1,
          shows: 'FAIL: renewal.before-expiry',
        },
        {
          kind: 'judged',
          command: [
            'suite',
            '--case',
            'apic.rbac.denied-is-not-expired',
            '--client',
            brokenClient('endless-login'),
          ],
          exitCode: 1,
          shows: '1 fail',
        },
        {
          kind: 'by-hand',
          lines: [
            ...LOG_IN_BY_HAND,
            'curl -s --cacert $CA -b jar $URL/api/mo/uni/userext/user-visitor.json \\',
            `  -d '{"aaaUser":{"attributes":{"name":"visitor"}}}'`,
          ],
          shows: 'Permission denied',
        },
      ],
    },
    {
      title: 'The client that renews its token in time',
      premise:
        'The same work with the reference client of midrun/clients. It refreshes before the token runs out, and knows which 403 is which.',
      script: leavesItToTheClient((options) => new ApicClient(options), WORK),
      rate: 120,
      expected: {
        ending: 'finished',
        made: 19,
        logins: 1,
        refreshes: 2,
        sessionRefusals: 0,
        permissionRefusals: 1,
      },
      moral:
        'One login, no session refused. The one object that it may not make was refused once, and reported.',
      reproductions: [
        {
          kind: 'judged',
          command: ['suite', '--controller', 'apic'],
          exitCode: 0,
          shows: 'The client conforms',
        },
      ],
    },
  ],
}

function tenant(number: number): CallOptions {
  return {
    method: 'POST',
    path: `/api/mo/uni/tn-demo-${number}.json`,
    body: { fvTenant: { attributes: { name: `demo-${number}` } } },
  }
}

function userAccount(): CallOptions {
  return {
    method: 'POST',
    path: '/api/mo/uni/userext/user-visitor.json',
    body: { aaaUser: { attributes: { name: 'visitor' } } },
  }
}

function loginAttributes(reply: HttpReply): { token: string; refreshTimeoutSeconds: string } {
  const { imdata } = parseJson(reply) as {
    imdata: [{ aaaLogin: { attributes: { token: string; refreshTimeoutSeconds: string } } }]
  }
  return imdata[0].aaaLogin.attributes
}
