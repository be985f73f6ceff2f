import type { Case } from '../case.js'
import {
  all,
  allServed,
  deniedUnchanged,
  noRefusal,
  renewalsAtMost,
  requestsAtMost,
  signs,
  whenSigning,
} from '../judges.js'
import {
  denied,
  HOUR,
  MINUTE,
  read,
  repeat,
  restart,
  SECOND,
  setWallClock,
  terminate,
  wait,
  write,
} from '../steps.js'

const permitted = all(noRefusal, allServed, deniedUnchanged, renewalsAtMost(0))

const common = {
  level: 'must',
  controller: 'apic',
  judge: whenSigning(permitted),
  evidence: signs,
} as const

const client = { authentication: 'certificate' } as const

/** Requests signed with a certificate's key, which need no session. */
export const signatureCases: Case[] = [
  {
    ...common,
    id: 'apic.signature.no-session',
    title: 'Three hours of signed requests',
    requirement: 'A client that signs its requests never logs in and never refreshes.',
    source: 'TK, PY, CO, AG, AN',
    confidence: 'confirmed',
    plan: { class: 'benign', client, steps: [...repeat(18, read, wait(10 * MINUTE)), write, denied, read] },
  },
  {
    ...common,
    id: 'apic.signature.wall-clock-off',
    title: 'A client machine whose wall clock is a day behind, then two days ahead',
    requirement: 'A signature does not depend on the clock of the client machine.',
    source: 'by construction: no time is signed',
    confidence: 'confirmed',
    plan: {
      class: 'benign',
      client,
      clientClock: { offsetMs: -24 * HOUR },
      steps: [read, setWallClock(72 * HOUR), read, wait(10 * SECOND), write],
    },
  },
  {
    ...common,
    id: 'apic.signature.survives-restart',
    title: 'The controller restarts, and an administrator ends all sessions',
    requirement: 'A client that signs its requests loses nothing when sessions end.',
    source: 'by construction: no session exists',
    confidence: 'confirmed',
    plan: { class: 'hostile', client, steps: [read, restart, read, terminate, read, write] },
  },
  {
    ...common,
    id: 'apic.signature.denied-is-not-expired',
    title: 'Signed calls that the user may not make, between calls that it may',
    requirement:
      'A permission refusal of a signed request is final: no login, and the request is not sent again.',
    source: 'BLOG; contradicted by CO, AIM',
    confidence: 'assumed',
    plan: {
      class: 'benign',
      client,
      options: { rbacDenyStyle: '403' },
      steps: [read, denied, read, denied, denied, write],
    },
    judge: whenSigning(all(permitted, requestsAtMost(6))),
  },
]
