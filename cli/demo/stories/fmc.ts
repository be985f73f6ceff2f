import type { CallOptions } from '../../../clients/controller-client.js'
import { FmcClient } from '../../../clients/fmc.js'
import { type HttpReply, header } from '../../../clients/http.js'
import { brokenClient, exampleProgram } from '../reproduction.js'
import {
  type Dialect,
  leavesItToTheClient,
  logsInAgain,
  logsInOnce,
  refreshesWithoutCounting,
  type Work,
} from '../scripts.js'
import { OPERATOR } from '../stage.js'
import type { Story } from '../story.js'

const AUTH = '/api/fmc_platform/v1/auth'
const TO_MAKE = 62
/** `Global/Devel`, which the account may not enter. */
const OTHER_DOMAIN = '61e913a3-4bd6-7bde-54b6-000000000000'

/** Network objects, two minutes or so apart. */
const OWN_DOMAIN: Work = {
  calls: Array.from({ length: TO_MAKE }, (_, index) => network(index + 1)),
  pauseMs: 122_000,
}
/** The same, but that the 23rd belongs to a domain that the account may not enter. */
const TWO_DOMAINS: Work = {
  ...OWN_DOMAIN,
  calls: OWN_DOMAIN.calls.map((call, index) => (index === 22 ? network(23, OTHER_DOMAIN) : call)),
}

const FMC: Dialect = {
  login: {
    method: 'POST',
    path: `${AUTH}/generatetoken`,
    headers: {
      authorization: `Basic ${Buffer.from(`${OPERATOR.username}:${OPERATOR.password}`).toString('base64')}`,
    },
  },
  credentials: (reply) => ({ 'x-auth-access-token': field(reply, 'x-auth-access-token') }),
  statedEnd: () => 'The reply said nothing of when the token ends. It is 30 minutes.',
}

/** The same, for a script that keeps its refresh token as well. */
const REFRESHING_FMC: Dialect = {
  ...FMC,
  credentials: (reply) => ({
    ...FMC.credentials(reply),
    'x-auth-refresh-token': field(reply, 'x-auth-refresh-token'),
  }),
}

const LOG_IN_BY_HAND = [
  'TOKEN=$(curl -s --cacert $CA -o /dev/null -D - -X POST -u operator:midrun \\',
  `  $URL${AUTH}/generatetoken | tr -d '\\r' |`,
  "  sed -n 's/^X-auth-access-token: //p')",
]

/** Two hours of an FMC. */
export const fmcStory: Story = {
  controller: 'fmc',
  name: 'Cisco FMC',
  things: 'objects',
  toMake: TO_MAKE,
  opening:
    'A token of an FMC lives for 30 minutes. It can be refreshed three times, and then only a login helps. Four scripts provision 62 network objects in two hours.',
  acts: [
    {
      title: 'The script that logs in once',
      premise: 'It logs in and makes one object each two minutes.',
      script: logsInOnce(FMC, OWN_DOMAIN),
      rate: 300,
      expected: { ending: 'refused', made: 15, logins: 1, sessionRefusals: 1, permissionRefusals: 0 },
      moral: 'Half an hour, and it is over.',
      reproductions: [
        {
          kind: 'by-hand',
          lines: [
            ...LOG_IN_BY_HAND,
            `curl -s --cacert $CA $URL/__midrun/clock/advance -d '{"by":"30m"}'`,
            'curl -s --cacert $CA -H "X-auth-access-token: $TOKEN" \\',
            '  $URL/api/fmc_config/v1/domain/default/object/networks',
          ],
          shows: 'Access token invalid.',
        },
      ],
    },
    {
      title: 'The script that refreshes, and does not count',
      premise: 'It refreshes its token after 25 minutes, each time.',
      script: refreshesWithoutCounting(REFRESHING_FMC, OWN_DOMAIN, 25 * 60_000, (headers) => ({
        method: 'POST',
        path: `${AUTH}/refreshtoken`,
        headers,
      })),
      rate: 600,
      expected: {
        ending: 'refused',
        made: 52,
        logins: 1,
        refreshes: 3,
        sessionRefusals: 1,
        permissionRefusals: 0,
      },
      moral:
        'Three refreshes went well, and the fourth is refused. It works for an hour and a half, each night.',
      reproductions: [
        {
          kind: 'judged',
          command: ['check', '--controller', 'fmc', '--', exampleProgram('fmc_refreshes_a_fourth_time.py')],
          exitCode: 1,
          shows: 'FAIL: fmc.three-refreshes',
        },
      ],
    },
    {
      title: 'The script that catches the refusal',
      premise:
        'At 401 or 403 it logs in again and repeats the call. Watch the 23rd object, in a domain that this user may not enter.',
      script: logsInAgain(FMC, TWO_DOMAINS, [401, 403]),
      rate: 300,
      mostLogins: 7,
      expected: { ending: 'stopped', made: 22, logins: 7, sessionRefusals: 1, permissionRefusals: 6 },
      moral:
        'The FMC does tell them apart: 401 is the token, 403 is the permission. A script that catches 401 only would have died here. This one logs in for ever, and each of its logins ends the session of whoever else uses the account.',
      reproductions: [
        {
          kind: 'judged',
          command: [
            'suite',
            '--case',
            'fmc.rbac.denied-is-not-expired',
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
            `DEVEL=${OTHER_DOMAIN}`,
            'curl -s --cacert $CA -H "X-auth-access-token: $TOKEN" \\',
            '  $URL/api/fmc_config/v1/domain/$DEVEL/object/networks',
          ],
          shows: 'The user is not authorized to access this domain.',
        },
      ],
    },
    {
      title: 'The client that renews its token in time',
      premise:
        'The same work with the reference client of midrun/clients. It refreshes in time, counts, and logs in before a fourth refresh.',
      script: leavesItToTheClient(
        // The controller of this story ends no session that is in use. A client that calls each two minutes finds the
        // time to renew its token only where it looks ahead for longer than that.
        (options) => new FmcClient({ ...options, browserSessionKind: 'idle', requestTimeoutMs: 150_000 }),
        TWO_DOMAINS,
      ),
      rate: 720,
      expected: {
        ending: 'finished',
        made: 61,
        logins: 2,
        refreshes: 3,
        sessionRefusals: 0,
        permissionRefusals: 1,
      },
      moral:
        'Two hours, no session refused. The one object that it may not make was refused once, and reported.',
      reproductions: [
        {
          kind: 'judged',
          command: ['suite', '--controller', 'fmc'],
          exitCode: 0,
          shows: 'The client conforms',
        },
      ],
    },
  ],
}

function network(number: number, domain = 'default'): CallOptions {
  return {
    method: 'POST',
    path: `/api/fmc_config/v1/domain/${domain}/object/networks`,
    body: { name: `demo-${number}`, type: 'Network', value: `10.0.${number}.0/24` },
  }
}

function field(reply: HttpReply, name: string): string {
  return header(reply, name) ?? ''
}
