import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/index.js'
import type { Controller, WireRequest } from '../../../simulator/controller.js'
import { FAULT_TYPES, FaultBoard, type FaultSpec } from '../../../simulator/faults/index.js'
import { Journal } from '../../../simulator/journal/index.js'
import type { Outcome } from '../../../simulator/outcome.js'

const RESPONSE = { status: 200, reason: 'OK', headers: [] as [string, string][], body: '{"answer":1}' }

/** A board on a controller that only counts what happens to it. */
function setUp() {
  const counts = { answered: 0, released: 0, restarts: 0 }
  const controller = {
    purposeOf: ({ target }: WireRequest) => (target.startsWith('/login') ? 'login' : 'call'),
    restart: () => {
      counts.restarts++
    },
  } as unknown as Controller
  const clock = new VirtualClock()
  const journal = new Journal(clock)
  const board = new FaultBoard(controller, journal, clock)
  const answer = (): Outcome => {
    counts.answered++
    return {
      kind: 'reply',
      response: RESPONSE,
      delayMs: 40,
      release: () => {
        counts.released++
      },
    }
  }
  const send = (target = '/x', method = 'GET') =>
    board.apply({ method, target, headers: {}, body: '', address: '192.0.2.1', scheme: 'https' }, answer)
  return { board, clock, counts, journal, send }
}

let bench: ReturnType<typeof setUp>
beforeEach(() => {
  bench = setUp()
})

describe('a fault', () => {
  const RESET = { kind: 'reset', delayMs: 0 }
  it.each<[FaultSpec, Outcome, { answered: number; released: number; restarts: number }]>([
    [{ type: 'drop-request' }, { kind: 'silence' }, { answered: 0, released: 0, restarts: 0 }],
    [{ type: 'drop-reply' }, { kind: 'silence' }, { answered: 1, released: 1, restarts: 0 }],
    [{ type: 'reset' }, RESET as Outcome, { answered: 0, released: 0, restarts: 0 }],
    [
      { type: 'reset', options: { after: 'reply', delayMs: 7 } },
      { kind: 'reset', delayMs: 7 },
      { answered: 1, released: 1, restarts: 0 },
    ],
    [{ type: 'restart' }, RESET as Outcome, { answered: 0, released: 0, restarts: 1 }],
    [
      { type: 'truncate', options: { bytes: 5 } },
      { kind: 'truncated', response: RESPONSE, bytes: 5, delayMs: 40 },
      { answered: 1, released: 1, restarts: 0 },
    ],
  ])('%j makes %j of a request', (spec, outcome, counts) => {
    bench.board.arm(spec)
    expect(bench.send()).toEqual(outcome)
    expect(bench.counts).toEqual(counts)
    expect(bench.send()).toMatchObject({ kind: 'reply', delayMs: 40 })
  })

  it('latency delays the answer and leaves its end to the shell', () => {
    bench.board.arm({ type: 'latency', options: { delayMs: 100 } })
    expect(bench.send()).toMatchObject({ kind: 'reply', response: RESPONSE, delayMs: 140 })
    expect(bench.counts).toMatchObject({ answered: 1, released: 0 })
  })

  it('status answers in place of the controller', () => {
    bench.board.arm({ type: 'status', options: { status: 503, retryAfterSeconds: 9 } })
    bench.board.arm({ type: 'status', options: { status: 418, contentType: 'text/plain', body: 'short' } })
    expect(bench.send()).toMatchObject({
      kind: 'reply',
      delayMs: 0,
      response: { status: 503, reason: 'Service Unavailable', body: expect.stringContaining('<h1>503 ') },
    })
    const outcome = bench.send('/y')
    expect(outcome.kind).toBe('reply')
    expect(bench.counts.answered).toBe(1)
  })

  it('status has the header fields and the body that were asked for', () => {
    bench.board.arm({
      type: 'status',
      options: { status: 429, contentType: 'text/plain', body: 'slow down', retryAfterSeconds: 9 },
    })
    expect(bench.send()).toMatchObject({
      response: {
        status: 429,
        reason: 'Too Many Requests',
        headers: [
          ['Content-Type', 'text/plain'],
          ['Retry-After', '9'],
        ],
        body: 'slow down',
      },
    })
  })

  it.each(['drop-request', 'reset', 'truncate'])(
    'latency around %s delays only what is heard of',
    (inner) => {
      bench.board.arm({ type: 'latency', options: { delayMs: 100 } })
      bench.board.arm({ type: inner })
      const outcome = bench.send()
      expect('delayMs' in outcome ? outcome.delayMs : undefined).toBe(
        { 'drop-request': undefined, reset: 100, truncate: 140 }[inner],
      )
    },
  )
})

describe('a fault board', () => {
  it('has every fault type under its own name, with a title', () => {
    expect([...FAULT_TYPES.keys()].sort()).toEqual([
      'drop-reply',
      'drop-request',
      'hold',
      'latency',
      'reset',
      'restart',
      'status',
      'truncate',
    ])
    for (const [name, { type, title }] of FAULT_TYPES) {
      expect(type).toBe(name)
      expect(title).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('lets the first fault armed be the outermost', () => {
    bench.board.arm({ type: 'drop-reply' })
    bench.board.arm({ type: 'restart' })
    expect(bench.send().kind).toBe('silence')
    expect(bench.counts.restarts).toBe(1)
    bench.board.arm({ type: 'drop-request' })
    bench.board.arm({ type: 'restart' })
    expect(bench.send().kind).toBe('silence')
    expect(bench.counts.restarts, 'nothing gets through to the inner one').toBe(1)
  })

  it('strikes the matching requests after `skip` of them, `times` times, whatever else passes', () => {
    const request = fc.tuple(fc.constantFrom('GET', 'POST'), fc.constantFrom('/login/a', '/a', '/b'))
    const match = fc.record(
      {
        method: fc.constantFrom('GET', 'post'),
        path: fc.constantFrom('a', '/b', '/login'),
        purpose: fc.constantFrom('login' as const, 'call' as const),
        skip: fc.nat({ max: 3 }),
        times: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(match, fc.array(request, { maxLength: 25 }), (spec, requests) => {
        const { board, send } = setUp()
        board.arm({ type: 'drop-request', ...spec })
        const { skip = 0, times = 1 } = spec
        let matching = 0
        for (const [method, target] of requests) {
          const matches =
            (spec.method === undefined || spec.method.toUpperCase() === method) &&
            (spec.path === undefined || target.includes(spec.path)) &&
            (spec.purpose === undefined || (spec.purpose === 'login') === target.startsWith('/login'))
          if (matches) matching++
          const strikes = matches && matching > skip && matching <= skip + times
          expect(send(target, method).kind).toBe(strikes ? 'silence' : 'reply')
        }
        expect(board.list()).toHaveLength(matching >= skip + times ? 0 : 1)
      }),
    )
  })

  it('lists what is armed and takes it back, one or all', () => {
    const first = bench.board.arm({ type: 'drop-request', times: 2 })
    const second = bench.board.arm({ type: 'latency', options: { delayMs: 1 }, path: '/nowhere' })
    bench.board.arm({ type: 'restart', path: '/nowhere' })
    bench.send()
    expect(bench.board.list().map(({ id, type, struck }) => [id, type, struck])).toEqual([
      ['fault-1', 'drop-request', 1],
      ['fault-2', 'latency', 0],
      ['fault-3', 'restart', 0],
    ])
    bench.board.list()[0]!.struck = 99
    expect(bench.board.disarm('fault-9')).toBe(0)
    expect(bench.board.disarm(first.id)).toBe(1)
    expect(bench.send().kind).toBe('reply')
    expect(bench.board.disarm()).toBe(2)
    expect(bench.board.list()).toEqual([])
    expect(bench.board.disarm(second.id)).toBe(0)
  })

  it.each([
    ['drop-reply', {}, { became: 'lost', carriedOut: true }],
    ['drop-request', {}, { became: 'lost', carriedOut: false }],
    ['latency', { delayMs: 7 }, { became: 'late', byMs: 7 }],
    ['reset', {}, { became: 'lost', carriedOut: false }],
    ['reset', { after: 'reply' }, { became: 'lost', carriedOut: true }],
    ['restart', {}, { became: 'lost', carriedOut: false }],
    ['status', { status: 502 }, { became: 'replaced', status: 502 }],
    [
      'status',
      { status: 503, retryAfterSeconds: 2 },
      { became: 'replaced', status: 503, retryAfterSeconds: 2 },
    ],
    ['truncate', { bytes: 3 }, { became: 'cut', bytes: 3 }],
  ])('writes what became of a reply when %s %j strikes', (type, options, reply) => {
    bench.board.arm({ type, options })
    bench.send('/api/x', 'POST')
    expect(bench.journal.entries.at(-1)).toMatchObject({
      event: 'fired',
      request: { method: 'POST', target: '/api/x', purpose: 'call', body: '' },
      reply,
    })
  })

  it('writes it once for each reply, whichever faults strike', () => {
    bench.board.arm({ type: 'latency', options: { delayMs: 1 } })
    bench.board.arm({ type: 'status', options: { status: 503 } })
    bench.board.arm({ type: 'drop-reply' })
    bench.send()
    const replies = bench.journal.entries.flatMap((entry) =>
      entry.kind === 'fault' && entry.event === 'fired' ? [entry.reply?.became] : [],
    )
    expect(replies).toEqual(['late', 'replaced', undefined])
  })

  it('writes what was armed, struck and taken back, without secrets', () => {
    bench.board.arm({ type: 'drop-request', times: 2 })
    bench.send('/api/x?token=secret&page=1')
    bench.board.disarm()
    expect(bench.journal.entries).toMatchObject([
      { kind: 'fault', event: 'armed', fault: 'fault-1', type: 'drop-request' },
      {
        event: 'fired',
        fault: 'fault-1',
        request: { method: 'GET', target: expect.stringContaining('page=1') },
      },
      { event: 'disarmed', fault: 'fault-1' },
    ])
    expect(bench.journal.toLines()).not.toContain('secret')
  })

  it.each<[unknown, string]>([
    [{ type: 'earthquake' }, 'expected one of drop-reply, drop-request, hold, latency, reset'],
    [{}, 'type'],
    [{ type: 'latency' }, 'delayMs'],
    [{ type: 'latency', options: { delayMs: -1 } }, 'delayMs'],
    [{ type: 'latency', options: { delayMs: 1, more: 1 } }, 'more'],
    [{ type: 'status', options: { status: 200 } }, 'status'],
    [{ type: 'reset', options: { after: 'lunch' } }, 'after'],
    [{ type: 'reset', times: 0 }, 'times'],
    [{ type: 'reset', skip: -1 }, 'skip'],
    [{ type: 'reset', purpose: 'fun' }, 'purpose'],
    [{ type: 'reset', unknown: true }, 'unknown'],
  ])('refuses %j and arms nothing', (spec, named) => {
    expect(() => bench.board.arm(spec as FaultSpec)).toThrow(named)
    expect(bench.board.list()).toEqual([])
    expect(bench.journal.entries).toEqual([])
  })
})
