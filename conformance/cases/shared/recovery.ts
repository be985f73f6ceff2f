import type { Case } from '../case.js'
import {
  all,
  allServed,
  loginsAtMost,
  property,
  readsServed,
  requestsAtMost,
  singleRenewal,
  writesOnce,
} from '../judges.js'
import { atOnce, fault, read, restart, terminate, write } from '../steps.js'
import type { SharedFacts } from './facts.js'

/** Sessions, requests and replies that get lost without the client's doing. */
export function recoveryCases(facts: SharedFacts): Case[] {
  const { controller, lossSource, lossConfidence, sessionRefusal, forgetsAtRestart } = facts
  const common = { level: 'must', source: lossSource, confidence: lossConfidence, controller } as const
  const network = { ...common, source: 'any network', confidence: 'confirmed' } as const
  const recovered = all(allServed, loginsAtMost(2), singleRenewal, writesOnce)
  const prefix = `${controller}.recovery`
  return [
    {
      ...common,
      id: `${prefix}.restart`,
      title: 'The controller restarts and forgets its sessions',
      requirement: 'One login recovers from a restart, however many calls notice it.',
      source: 'nobody says whether sessions survive; the harder alternative',
      confidence: 'assumed',
      plan: { class: 'hostile', options: forgetsAtRestart, steps: [read, restart, atOnce(6, read), read] },
      judge: recovered,
    },
    {
      ...common,
      id: `${prefix}.terminated`,
      title: 'An administrator ends the session',
      requirement: 'One login recovers from the end of a session, however many calls notice it.',
      plan: { class: 'hostile', steps: [read, terminate, atOnce(6, read), read] },
      judge: recovered,
    },
    {
      ...common,
      id: `${prefix}.write-on-dead-session`,
      title: 'The first call after the end of a session is a write',
      requirement:
        'A write that was refused for a session reason was not carried out, and is sent again after a login.',
      plan: { class: 'hostile', steps: [read, terminate, write, read] },
      judge: recovered,
    },
    {
      ...common,
      id: `${prefix}.endless-refusals`,
      title: 'Every call is refused for a session reason, whatever the login says',
      requirement: 'A refusal that a login does not cure is given to the program, after two tries at most.',
      plan: {
        class: 'hostile',
        steps: [
          fault('status', {
            purpose: 'call',
            times: 10_000,
            options: { ...sessionRefusal, contentType: 'application/json' },
          }),
          read,
          read,
          read,
        ],
      },
      judge: all(property('recovers'), property('no-storm'), loginsAtMost(8), requestsAtMost(24)),
    },
    {
      ...network,
      id: `${prefix}.busy-call`,
      title: 'A gateway answers reads with 503, and then lets one through',
      requirement: 'A read that is turned away as busy is not sent again at once, nor without end.',
      source: 'RFC 9110; any gateway',
      plan: {
        class: 'hostile',
        steps: [read, fault('status', { purpose: 'call', times: 8, options: { status: 503 } }), read, read],
      },
      judge: all(property('backs-off'), property('no-storm'), property('recovers'), requestsAtMost(20)),
    },
    {
      ...network,
      id: `${prefix}.lost-write-reply`,
      title: 'The reply to a write is lost',
      requirement: 'A write whose reply is lost is not sent again: nobody knows whether it was carried out.',
      plan: {
        class: 'hostile',
        steps: [read, fault('drop-reply', { purpose: 'call', method: 'POST' }), write, read],
      },
      judge: all(writesOnce, readsServed, loginsAtMost(2)),
    },
    {
      ...network,
      id: `${prefix}.reset-after-write`,
      title: 'The connection breaks after a write was carried out',
      requirement: 'A write whose connection broke is not sent again.',
      plan: {
        class: 'hostile',
        steps: [
          read,
          fault('reset', { purpose: 'call', method: 'POST', options: { after: 'reply' } }),
          write,
          read,
        ],
      },
      judge: all(writesOnce, readsServed, loginsAtMost(2)),
    },
    {
      ...network,
      id: `${prefix}.reset-read`,
      title: 'The connection breaks under a read',
      requirement: 'A read whose connection broke is sent again, on the same session.',
      level: 'should',
      plan: { class: 'hostile', steps: [read, fault('reset', { purpose: 'call' }), read] },
      judge: all(readsServed, loginsAtMost(1)),
    },
    {
      ...network,
      id: `${prefix}.truncated-login`,
      title: 'The reply to a login breaks off',
      requirement:
        'A login reply that breaks off is no session: the client logs in again, and is bounded in it.',
      plan: {
        class: 'hostile',
        steps: [fault('truncate', { purpose: 'login', options: { bytes: 20 } }), read],
      },
      judge: all(property('recovers'), property('no-storm'), loginsAtMost(4)),
    },
  ]
}
