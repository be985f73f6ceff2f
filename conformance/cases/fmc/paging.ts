import type { Case, Judge } from '../case.js'
import {
  all,
  allServed,
  loginsAtMost,
  noRefusal,
  property,
  refreshes,
  singleRenewal,
  throttled,
  undisturbed,
  writesOnce,
} from '../judges.js'
import { atOnce, loginElsewhere, MINUTE, read, readAll, repeat, underWay, wait, write } from '../steps.js'

/** Each object of a list that was read to its end is given once. */
const whole: Judge = property('paged-reads-whole')

/** Evidence: the client read a list, or tried to. */
const readsLists: Judge = ({ pagedReads }) =>
  pagedReads.some(({ offered }) => offered) ? [] : ['the client reads no lists']

/** Evidence: somebody else's login ended the client's session while a list was read. */
const stolen: Judge = ({ entries }) =>
  entries.some((entry) => entry.kind === 'exchange' && entry.auth.outcome === 'refused')
    ? []
    : ['no page was asked for on the session that had been lost']

const common = { level: 'must', controller: 'fmc' } as const

/** Ten pages with five minutes of work on each: longer than an access token lives. */
const slowly = readAll({ pauseMs: 5 * MINUTE, detached: true })

/** Lists that are read page by page, while sessions and limits come to their ends. */
export const pagingCases: Case[] = [
  {
    ...common,
    id: 'fmc.paging.across-expiry',
    title: 'A list whose pages take 50 min, where access tokens live for 30 min',
    requirement: 'A list goes on after a renewal where it was: no object is left out or given again.',
    source: 'QSG, LAB-102; fireREST, FMCAnsible',
    confidence: 'confirmed',
    plan: { class: 'benign', steps: [slowly, ...repeat(55, read, wait(MINUTE))] },
    judge: all(undisturbed, whole),
    evidence: all(readsLists, refreshes),
  },
  {
    ...common,
    id: 'fmc.paging.browser-session-ends',
    title: 'A list whose pages take 50 min, where a session ends 25 min after its login',
    requirement: 'A list goes on after a new login where it was.',
    source: 'fireREST #75, #89; whether idle or absolute is a guess',
    confidence: 'assumed',
    plan: {
      class: 'benign',
      options: { browserTimeoutSec: 1500, browserTimeoutKind: 'absolute' },
      steps: [readAll({ pauseMs: 5 * MINUTE })],
    },
    judge: all(undisturbed, whole),
    evidence: readsLists,
  },
  {
    ...common,
    id: 'fmc.paging.session-stolen',
    title: 'Somebody logs in with the same account while a list is read',
    requirement:
      'A list whose session was taken away goes on after one login, with the page that was refused.',
    source: 'QSG, fmcapi #94',
    confidence: 'confirmed',
    plan: {
      class: 'hostile',
      steps: [
        readAll({ pauseMs: MINUTE, detached: true }),
        wait(3.5 * MINUTE),
        loginElsewhere,
        wait(10 * MINUTE),
      ],
    },
    judge: all(allServed, whole, loginsAtMost(2), singleRenewal),
    evidence: all(readsLists, stolen),
  },
  {
    ...common,
    id: 'fmc.paging.rate-is-not-expiry',
    title: 'A list of more pages than other programs leave requests for in a minute',
    requirement: 'A page that is turned away with 429 is asked for again later, on the same session.',
    source: 'LAB-104, go-fmc, SSOT, TF2',
    confidence: 'confirmed',
    plan: { class: 'hostile', options: { rate: { perMinute: 60 } }, steps: [readAll({ limit: 2 })] },
    judge: all(whole, loginsAtMost(1), property('no-storm'), property('recovers')),
    evidence: all(readsLists, throttled),
  },
  {
    ...common,
    id: 'fmc.paging.rate',
    title: 'A list of 120 pages and more, where 120 requests a minute are allowed',
    requirement: 'A list that takes more requests than a minute allows is read to its end.',
    level: 'should',
    source: 'LAB-104, fireREST, TF2',
    confidence: 'confirmed',
    plan: { class: 'benign', steps: [readAll({ limit: 2 })] },
    judge: all(allServed, whole, noRefusal),
    evidence: readsLists,
  },
  {
    ...common,
    id: 'fmc.paging.beside-writers',
    title: 'A list is read while the program makes objects of another kind, three at once',
    requirement: "Pages and writes do not get in each other's way.",
    level: 'should',
    source: 'TF2, go-fmc',
    confidence: 'confirmed',
    plan: {
      class: 'benign',
      steps: [
        readAll({ pauseMs: 2000, detached: true }),
        ...repeat(5, underWay(atOnce(3, write)), wait(3000)),
        read,
      ],
    },
    judge: all(allServed, whole, writesOnce, loginsAtMost(1)),
    evidence: readsLists,
  },
]
