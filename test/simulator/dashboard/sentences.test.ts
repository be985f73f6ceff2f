import { describe, expect, it } from 'vitest'
import { entryLine, toldOf, truthOf, whyEnded } from '../../../simulator/dashboard/model/sentences.js'
import type { EndCause } from '../../../simulator/dashboard/model/wire.js'
import { entry, exchange } from './entries.js'

const CAUSES: EndCause[] = [
  'token-expired',
  'idle',
  'absolute',
  'logout',
  'superseded',
  'terminated',
  'restart',
  'refused-refresh',
  'user-changed',
]

describe('why a session ended', () => {
  const ending = { atMs: 900_000, user: 'ada', bornMs: 0, lastUsedMs: 60_000, tokenFromMs: 300_000 }

  it('counts from when the token was given out, from the last request, and from birth', () => {
    expect(whyEnded({ ...ending, cause: 'token-expired' })).toBe(
      'its token ran out 10:00 min after it was given out, and nobody renewed it',
    )
    expect(whyEnded({ ...ending, cause: 'idle' })).toContain('for 14:00 min')
    expect(whyEnded({ ...ending, cause: 'absolute' })).toContain('for 15:00 min')
    expect(whyEnded({ ...ending, cause: 'superseded' })).toContain('as ada again')
  })

  it('has words of its own for each cause', () => {
    expect(new Set(CAUSES.map((cause) => whyEnded({ ...ending, cause }))).size).toBe(CAUSES.length)
  })
})

describe('what a client was told, and what was true', () => {
  it.each([
    [
      '{"imdata":[{"error":{"attributes":{"code":"403","text":"Token was \\"invalid\\""}}}]}',
      'Token was "invalid"',
    ],
    ['<error code="403" text="Token was invalid"/>', 'Token was invalid'],
    ['{"error":{"messages":[{"description":"Access token invalid."}]}}', 'Access token invalid.'],
    ['{"errors":"Invalid credentials"}', 'Invalid credentials'],
  ])('finds the sentence in %s', (body, sentence) => {
    const response = { status: 403, reason: 'Forbidden', headers: [], body }
    expect(toldOf(exchange(0, 0, { response }))).toBe(`HTTP 403 Forbidden: ${sentence}`)
  })

  it('gives the status where the reply has no sentence, or went well', () => {
    const response = { status: 500, reason: '', headers: [], body: '<html>' }
    expect(toldOf(exchange(0, 0, { response }))).toBe('HTTP 500')
    expect(toldOf(exchange(0, 0))).toBe('HTTP 200 OK')
  })

  it('tells the true cause', () => {
    expect(truthOf({ outcome: 'refused', cause: 'superseded' })).toContain('newer login')
    expect(truthOf({ outcome: 'forbidden', user: 'eve' })).toContain('new login would not help')
    expect(truthOf({ outcome: 'accepted', how: 'signature', user: 'op' })).toBe(
      'Let in as op by a good signature.',
    )
    expect(truthOf({ outcome: 'throttled', limit: 'rate' })).toContain('(rate)')
  })
})

describe('one line for an entry', () => {
  it.each([
    [exchange(0, 0), 'GET /api/class/fvTenant.json → 200, accepted'],
    [entry(0, 0, 'clock', { event: 'advance', byMs: 600_000 }), 'the clock was moved forward by 10:00 min'],
    [entry(0, 0, 'clock', { event: 'run', rate: 60 }), 'the clock runs 60 times as fast'],
    [
      entry(0, 0, 'session', { event: 'ended', session: 's', user: 'u', cause: 'idle' }),
      'session s ended: idle',
    ],
    [
      entry(0, 0, 'fault', {
        event: 'fired',
        fault: 'fault-1',
        type: 'reset',
        request: { method: 'GET', target: '/x' },
      }),
      'fault reset (fault-1) fired: GET /x',
    ],
    [entry(0, 0, 'controller', { event: 'restart' }), 'the controller restarted'],
    [entry(0, 0, 'controller', { event: 'reset' }), 'the controller was reset'],
    [
      entry(0, 0, 'controller', { event: 'timeouts', timeouts: { accessTtlSec: 60, browserTimeoutSec: 90 } }),
      'time-outs were set: accessTtlSec 60 s, browserTimeoutSec 90 s',
    ],
  ])('%#', (given, line) => expect(entryLine(given)).toBe(line))
})
