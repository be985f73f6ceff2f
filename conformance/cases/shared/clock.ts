import type { Case } from '../case.js'
import { all, renewalsAtMost, undisturbed } from '../judges.js'
import { acrossExpiry, HOUR, latency, read, SECOND, setWallClock, suspend, until, wait } from '../steps.js'
import type { SharedFacts } from './facts.js'

/** A client machine whose clocks do not agree with the controller's. */
export function clockCases({ controller, tokenMs, tokenSource, tokenConfidence }: SharedFacts): Case[] {
  const common = {
    level: 'must',
    source: tokenSource,
    confidence: tokenConfidence,
    controller,
    judge: undisturbed,
  } as const
  const prefix = `${controller}.clock`
  return [
    {
      ...common,
      id: `${prefix}.stepped-back`,
      title: 'The wall clock is set back by more than a token lives',
      requirement: 'A wall clock that is set back hides no expiry.',
      plan: {
        class: 'benign',
        steps: [
          read,
          wait(tokenMs / 2),
          setWallClock(-tokenMs - HOUR),
          read,
          until('token', -1),
          read,
          until('token'),
          read,
        ],
      },
    },
    {
      ...common,
      id: `${prefix}.stepped-forward`,
      title: 'The wall clock is set forward by more than a token lives',
      requirement: 'A wall clock that is set forward costs one renewal at most, and no call fails.',
      plan: { class: 'benign', steps: [read, setWallClock(tokenMs + HOUR), read, wait(SECOND), read] },
      judge: all(undisturbed, renewalsAtMost(2)),
    },
    {
      ...common,
      id: `${prefix}.suspended`,
      title: 'The client machine sleeps for longer than a token lives',
      requirement: 'Time that the machine slept through counts: the monotonic clock alone does not show it.',
      plan: { class: 'benign', steps: [read, suspend(tokenMs + HOUR), read, until('token'), read] },
    },
    {
      ...common,
      id: `${prefix}.suspended-near-expiry`,
      title: 'The client machine sleeps until a second before its token ends, on a slow network',
      requirement: 'On waking up, a client does not use a token that may be over when the request arrives.',
      plan: {
        class: 'benign',
        steps: [read, latency(2 * SECOND, 10), suspend(tokenMs - SECOND), read],
      },
    },
    {
      ...common,
      id: `${prefix}.slow`,
      title: 'A client clock that loses 500 ppm, through the end of a token',
      requirement: 'The renewal leaves room for a clock that runs slow.',
      plan: { class: 'benign', clientClock: { driftPpm: -500 }, steps: acrossExpiry(read) },
    },
    {
      ...common,
      id: `${prefix}.fast`,
      title: 'A client clock that gains 500 ppm, through the end of a token',
      requirement: 'A clock that runs fast loses no session.',
      plan: { class: 'benign', clientClock: { driftPpm: 500 }, steps: acrossExpiry(read) },
    },
    {
      ...common,
      id: `${prefix}.behind`,
      title: 'A client clock two days behind, through the end of a token',
      requirement:
        "Expiry is measured as time elapsed, not by comparing the controller's instants with the own clock.",
      plan: { class: 'benign', clientClock: { offsetMs: -48 * HOUR }, steps: acrossExpiry(read) },
    },
    {
      ...common,
      id: `${prefix}.ahead`,
      title: 'A client clock two days ahead, through the end of a token',
      requirement: 'A client whose clock is ahead does not take a fresh token for an expired one.',
      plan: { class: 'benign', clientClock: { offsetMs: 48 * HOUR }, steps: acrossExpiry(read) },
      judge: all(undisturbed, renewalsAtMost(4)),
    },
  ]
}
