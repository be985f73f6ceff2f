import type { PlanRun } from '../../plans/run-plan.js'
import type { Case, Judge } from '../case.js'
import { all, loginsAtMost, noRefusal, property, singleRenewal, undisturbed } from '../judges.js'
import {
  change,
  fault,
  loseSocketsSilently,
  MINUTE,
  read,
  repeat,
  restart,
  SECOND,
  subscribe,
  terminate,
  wait,
} from '../steps.js'

type SubscriptionNote = Extract<PlanRun['entries'][number], { kind: 'subscription' }>

/** Each change is told, or the gap that it fell into. */
const nothingLostSilently: Judge = property('no-silent-loss')

/** No gap is reported where nothing was lost. */
const noGap: Judge = ({ subscriptions }) =>
  subscriptions.flatMap(({ heard }) =>
    heard.some(({ type }) => type === 'gap') ? ['expected: no gap; found: a gap was reported'] : [],
  )

/** Whatever happened, in the end the query is followed: the last change of the run is told. */
const followsInTheEnd: Judge = ({ subscriptions }) =>
  subscriptions
    .filter(({ begunMs }) => begunMs !== undefined)
    .filter(({ heard }) => !heard.some((event) => 'dn' in event && event.dn === 'uni/tn-made-last'))
    .map(() => 'expected: the last change of the run to be told; found: nothing was heard of it')

/** Evidence: the client follows what it was asked to follow. */
const follows: Judge = ({ subscriptions }) => {
  if (subscriptions.some(({ begunMs }) => begunMs !== undefined)) return []
  return [
    subscriptions.some(({ offered }) => offered)
      ? 'the query was never followed'
      : 'the client offers no subscriptions',
  ]
}

/** Evidence: the session was refreshed `least` times at least while the client followed something. */
function refreshedWhileFollowing(least: number): Judge {
  return ({ entries, subscriptions: [first] }) => {
    const refreshes = entries.filter(
      (entry) =>
        entry.kind === 'session' && entry.event === 'refreshed' && entry.atMs >= (first?.begunMs ?? 0),
    )
    return refreshes.length >= least ? [] : [`the session was refreshed ${refreshes.length} times only`]
  }
}

/** Evidence: the controller noted this of a subscription or its socket. */
function noted(event: SubscriptionNote['event'], cause?: SubscriptionNote['cause']): Judge {
  return ({ entries }) =>
    entries.some((entry) => entry.kind === 'subscription' && entry.event === event && entry.cause === cause)
      ? []
      : [`no subscription or socket was ${event}${cause === undefined ? '' : ` (${cause})`}`]
}

const common = { controller: 'apic', level: 'must', confidence: 'likely' } as const

/** Changes before and after something happens to a client that follows. */
const around = (...happening: Case['plan']['steps']): Case['plan']['steps'] => [
  subscribe,
  change,
  wait(MINUTE),
  ...happening,
  ...repeat(4, change, wait(20 * SECOND)),
]

/** Queries that are followed over a websocket. A client that offers no subscriptions exercises none of them. */
export const subscriptionCases: Case[] = [
  {
    ...common,
    id: 'apic.subscription.token-refreshes',
    title: 'Twenty minutes of changes, on tokens of 300 s',
    requirement:
      'A subscription is refreshed in time and outlives token refreshes: each change is told, without a gap.',
    source: 'TK, IBM, NI',
    plan: {
      class: 'benign',
      options: { refreshTimeoutSeconds: 300 },
      steps: [subscribe, ...repeat(20, change, wait(MINUTE))],
    },
    judge: all(undisturbed, nothingLostSilently, noGap, followsInTheEnd),
    evidence: all(follows, refreshedWhileFollowing(3), noted('refreshed')),
  },
  {
    ...common,
    id: 'apic.subscription.new-login',
    title: 'The session is ended, and with it the socket',
    requirement:
      'After a new login the socket is opened and the query subscribed to again, and what was missed is reported.',
    source: 'TK, NI',
    plan: { class: 'hostile', steps: around(terminate, change, read) },
    judge: all(nothingLostSilently, followsInTheEnd, loginsAtMost(2), singleRenewal),
    evidence: all(follows, noted('closed', 'session-ended')),
  },
  {
    ...common,
    id: 'apic.subscription.expired',
    title: 'Subscription refreshes are answered with 503 until the 60 s of the subscription are over',
    requirement:
      'A subscription that ran out is made again, and what may have been missed meanwhile is reported.',
    source: 'IBM, NI, TK; the answer to a late refresh: NI',
    plan: {
      class: 'hostile',
      steps: [
        subscribe,
        fault('status', { path: '/api/subscriptionRefresh', options: { status: 503 }, times: 12 }),
        ...repeat(20, change, wait(30 * SECOND)),
      ],
    },
    judge: all(nothingLostSilently, followsInTheEnd, noRefusal, singleRenewal),
    evidence: all(follows, noted('expired')),
  },
  {
    ...common,
    id: 'apic.subscription.socket-closed',
    title: 'The controller closes the socket, and the session goes on',
    requirement:
      'The socket is opened and the query subscribed to again on the same session, and what was missed is reported.',
    source: 'TK, NI; that sessions survive a restart: nobody says',
    confidence: 'assumed',
    plan: { class: 'hostile', options: { restart: 'keep' }, steps: around(restart, change) },
    judge: all(nothingLostSilently, followsInTheEnd, noRefusal, loginsAtMost(1)),
    evidence: all(follows, noted('closed', 'restart')),
  },
  {
    ...common,
    id: 'apic.subscription.restart',
    title: 'The controller restarts and forgets sessions and subscriptions',
    requirement:
      'After one new login the query is subscribed to again, though no call of the program needed the session.',
    source: 'TK, NI; that a restart forgets sessions: nobody says',
    confidence: 'assumed',
    plan: { class: 'hostile', options: { restart: 'forget' }, steps: around(restart, change) },
    judge: all(nothingLostSilently, followsInTheEnd, loginsAtMost(2), singleRenewal),
    evidence: all(follows, noted('closed', 'session-ended')),
  },
  {
    ...common,
    id: 'apic.subscription.socket-silent',
    title: 'The network loses the socket without a word to either side',
    requirement:
      'A socket on which nothing arrives any more is noticed within two minutes, and what was missed is reported.',
    level: 'should',
    source: 'RFC 6455; that the controller notices nothing: nobody says',
    confidence: 'assumed',
    plan: { class: 'hostile', steps: around(loseSocketsSilently, change) },
    judge: all(nothingLostSilently, followsInTheEnd, noRefusal),
    evidence: follows,
  },
]
