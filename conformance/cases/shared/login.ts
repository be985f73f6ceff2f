import type { Case } from '../case.js'
import { all, allServed, loginsApart, loginsAtMost, property, singleRenewal } from '../judges.js'
import { atOnce, fault, read, SECOND } from '../steps.js'
import type { SharedFacts } from './facts.js'

/** Logins that fail, are turned away, or come all at once. */
export function loginCases({ controller, busySource, busyConfidence, badCredentials }: SharedFacts): Case[] {
  const common = { source: busySource, confidence: busyConfidence, controller } as const
  const prefix = `${controller}.login`
  return [
    {
      ...common,
      id: `${prefix}.shared`,
      title: 'Ten reads at once, before there is a session',
      requirement: 'The first calls share one login.',
      level: 'must',
      plan: { class: 'benign', steps: [atOnce(10, read)] },
      judge: all(allServed, singleRenewal, loginsAtMost(1)),
    },
    {
      ...common,
      id: `${prefix}.gateway-busy`,
      title: 'A gateway answers the first two logins with 503',
      requirement: 'A login that is turned away as busy is tried again after a pause.',
      level: 'should',
      plan: {
        class: 'hostile',
        steps: [fault('status', { purpose: 'login', times: 2, options: { status: 503 } }), read],
      },
      judge: all(allServed, loginsApart(SECOND / 2), loginsAtMost(3)),
    },
    {
      ...common,
      id: `${prefix}.gateway-down`,
      title: 'A gateway answers every login with 503',
      requirement: 'Logins that are turned away do not become a storm, and end in an error.',
      level: 'must',
      plan: {
        class: 'hostile',
        steps: [
          fault('status', { purpose: 'login', times: 10_000, options: { status: 503 } }),
          atOnce(3, read),
        ],
      },
      judge: all(property('recovers'), property('no-storm'), loginsAtMost(25)),
    },
    {
      ...common,
      id: `${prefix}.retry-after`,
      title: 'A gateway answers a login with 429 and a Retry-After of 20 s',
      requirement: 'The next login waits for as long as Retry-After says.',
      level: 'should',
      source: 'RFC 9110',
      confidence: 'assumed',
      plan: {
        class: 'hostile',
        steps: [fault('status', { purpose: 'login', options: { status: 429, retryAfterSeconds: 20 } }), read],
      },
      judge: all(allServed, loginsApart(20 * SECOND), loginsAtMost(2)),
    },
    {
      ...common,
      id: `${prefix}.lost-reply`,
      title: 'The reply to the first login is lost',
      requirement: 'A login whose reply is lost is tried again, one at a time.',
      level: 'should',
      source: 'any network',
      confidence: 'confirmed',
      plan: { class: 'hostile', steps: [fault('drop-reply', { purpose: 'login' }), read] },
      judge: all(allServed, singleRenewal, loginsAtMost(2)),
    },
    {
      ...common,
      id: `${prefix}.password-refused`,
      title: 'The controller refuses the password',
      requirement: 'A refused password is not sent again by itself: tries lock accounts and ban addresses.',
      level: 'must',
      source: 'status and text of a refused login: AN-UT; fireREST; APY',
      confidence: 'confirmed',
      plan: {
        class: 'hostile',
        steps: [
          fault('status', {
            purpose: 'login',
            times: 10_000,
            options: { ...badCredentials, contentType: 'application/json' },
          }),
          read,
        ],
      },
      // One login for the read, and one for the read after the fault is taken away.
      judge: all(property('recovers'), loginsAtMost(2)),
    },
  ]
}
