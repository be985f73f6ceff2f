import { describe, expect, it } from 'vitest'
import {
  all,
  deniedUnchanged,
  loginsApart,
  loginsAtMost,
  onlyKnownPaths,
  property,
  readsServed,
  refreshesPerLoginAtMost,
  renewalsAtMost,
} from '../../../conformance/cases/judges.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import type { CallRecord, PlanRun, TracedExchange } from '../../../conformance/plans/run-plan.js'
import type { ExchangeEntry, Purpose } from '../../../simulator/index.js'

const run = (parts: Partial<PlanRun>): PlanRun => ({
  plan: planSchema.parse({ controller: 'fmc', class: 'hostile', steps: [] }),
  entries: [],
  administration: [],
  journal: () => '',
  calls: [],
  exchanges: [],
  subscriptions: [],
  pagedReads: [],
  tasks: [],
  handOvers: [],
  flooded: false,
  hung: undefined,
  finalState: undefined,
  ...parts,
})

const exchange = (purpose: Purpose, sentMs: number): TracedExchange => ({
  purpose,
  method: 'POST',
  target: '/',
  sentMs,
  endedMs: sentMs + 10,
})

const sent = (...purposes: Purpose[]) =>
  run({ exchanges: purposes.map((purpose, index) => exchange(purpose, index * 1000)) })

const called = (operation: CallRecord['operation'], outcome: Partial<CallRecord>): CallRecord => ({
  call: 1,
  step: 0,
  operation,
  madeMs: 0,
  endedMs: 1,
  deadlinesInMs: {},
  ...outcome,
})

const answered = (auth: ExchangeEntry['auth'], status: number): ExchangeEntry => ({
  kind: 'exchange',
  seq: 0,
  atMs: 0,
  wallMs: 0,
  purpose: 'call',
  request: { method: 'GET', target: '/api/x', headers: {}, body: '' },
  auth,
  response: { status, reason: '', headers: [], body: '' },
  processingMs: 0,
})

describe('the judges', () => {
  it('count logins, and say when they were sent', () => {
    expect(loginsAtMost(2)(sent('login', 'call', 'login'))).toEqual([])
    expect(loginsAtMost(1)(sent('login', 'call', 'login'))).toEqual([
      'expected: at most 1 login; found: 2, at 0 ms, 2 s',
    ])
  })

  it('count logins and refreshes together', () => {
    expect(renewalsAtMost(1)(sent('login', 'refresh', 'logout'))).toEqual([
      'expected: at most 1 renewal; found: 2, at 0 ms, 1 s',
    ])
  })

  it('count refreshes from one login to the next', () => {
    const judge = refreshesPerLoginAtMost(2)
    expect(judge(sent('login', 'refresh', 'refresh', 'login', 'refresh'))).toEqual([])
    expect(judge(sent('login', 'refresh', 'refresh', 'refresh', 'login'))).toEqual([
      'expected: at most 2 refreshes after each login; found: 3',
    ])
  })

  it('measure the pause between login tries', () => {
    expect(loginsApart(990)(sent('login', 'login'))).toEqual([])
    expect(loginsApart(991)(sent('login', 'login'))).toEqual([
      'expected: at least 991 ms before the next login; found: 990 ms',
    ])
  })

  it('want reads served and leave writes alone', () => {
    const calls = [
      called('write', { error: 'Lost' }),
      called('read', { call: 2, status: 200 }),
      called('healed', { call: 3, status: 401 }),
    ]
    expect(readsServed(run({ calls }))).toEqual(['expected: read 3 to be served; found: status 401'])
  })

  it('want a permission refusal to arrive as it left', () => {
    const entries = [answered({ outcome: 'forbidden', user: 'operator' }, 403)]
    expect(deniedUnchanged(run({ entries, calls: [called('denied', { status: 403 })] }))).toEqual([])
    expect(deniedUnchanged(run({ entries, calls: [called('denied', { error: 'Expired' })] }))).toEqual([
      "expected: denied call 1 to end in the controller's 403; found: Expired",
    ])
    expect(deniedUnchanged(run({ calls: [called('denied', { status: 403 })] }))).toHaveLength(1)
  })

  it('want requests that the controller knows', () => {
    expect(onlyKnownPaths(run({ entries: [answered({ outcome: 'public' }, 404)] }))).toEqual([
      'expected: requests that the controller knows; found: GET /api/x (404)',
    ])
    expect(onlyKnownPaths(run({ entries: [answered({ outcome: 'public' }, 200)] }))).toEqual([])
  })

  it('add up', () => {
    expect(all(loginsAtMost(0), renewalsAtMost(0))(sent('login'))).toHaveLength(2)
  })

  it('refuse a property that does not exist', () => {
    expect(() => property('no-such-thing')).toThrow(new RangeError('there is no property "no-such-thing"'))
  })
})
