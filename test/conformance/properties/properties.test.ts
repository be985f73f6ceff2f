import { describe, expect, it } from 'vitest'
import type { PlanRun, SubscriptionRecord, TracedExchange } from '../../../conformance/plans/run-plan.js'
import { PROPERTIES, violationsOf } from '../../../conformance/properties/index.js'
import type { AuthDecision, JournalEntry, Purpose } from '../../../simulator/index.js'
import { called, exchange, exchanged, madeRun, sessionEvent } from './made-run.js'

/** Messages of the violations that one property finds in a run. */
function found(property: string, run: PlanRun): string[] {
  return PROPERTIES.find(({ id }) => id === property)!
    .judge(run)
    .map(({ message }) => message)
}

const accepted = (token: string, session = 'fmc-1'): AuthDecision => ({
  outcome: 'accepted',
  how: 'token',
  user: 'operator',
  session,
  token,
})
const forbidden: AuthDecision = { outcome: 'forbidden', user: 'operator' }

describe('the properties', () => {
  it('have an id each and state one requirement', () => {
    expect(new Set(PROPERTIES.map(({ id }) => id)).size).toBe(PROPERTIES.length)
    for (const { requirement } of PROPERTIES) expect(requirement).toMatch(/^[A-Z][^\n]*\.$/)
  })

  it('judge a plan by those of its class only', () => {
    const entries = [exchanged({ outcome: 'refused', cause: 'idle' })]
    const judged = (kind: 'benign' | 'hostile') => violationsOf(madeRun({ entries }, kind))
    expect(judged('benign')).toEqual([
      {
        property: 'no-session-refusal',
        atMs: 0,
        message: 'GET /api/hosts was refused 0 ms into the run (idle)',
      },
    ])
    expect(judged('hostile')).toEqual([])
  })

  it('find nothing in a run in which nothing happened', () => {
    expect(violationsOf(madeRun({}))).toEqual([])
    expect(violationsOf(madeRun({}, 'hostile'))).toEqual([])
  })
})

describe('no-session-refusal', () => {
  const judge = (auth: AuthDecision) => found('no-session-refusal', madeRun({ entries: [exchanged(auth)] }))

  it('lets everything else pass', () => {
    expect(judge(accepted('#1'))).toEqual([])
    expect(judge(forbidden)).toEqual([])
    expect(judge({ outcome: 'throttled', limit: 'parallel' })).toEqual([])
  })

  it('finds a refusal, and says its true cause', () => {
    expect(judge({ outcome: 'refused', cause: 'token-expired' })).toEqual([
      'GET /api/hosts was refused 0 ms into the run (token-expired)',
    ])
  })
})

describe('permission-is-not-expiry', () => {
  const first = exchange('call', 0, { answered: forbidden })
  const judge = (again: Parameters<typeof exchange>[2], sentMs: number) =>
    found('permission-is-not-expiry', madeRun({ exchanges: [first, exchange('call', sentMs, again)] }))

  it('lets other requests, and the same one before the refusal is known, pass', () => {
    expect(judge({ target: '/api/other' }, 10)).toEqual([])
    expect(judge({ method: 'POST' }, 10)).toEqual([])
    expect(judge({}, 9)).toEqual([])
  })

  it('finds the same request after it', () => {
    expect(judge({}, 10)).toEqual(['GET /api/hosts was sent again after a permission refusal'])
  })
})

describe('writes-once', () => {
  const write = (name: string, auth: AuthDecision = accepted('#1')) =>
    exchanged(auth, { method: 'POST', body: JSON.stringify({ name }) })
  const judge = (...entries: JournalEntry[]) => found('writes-once', madeRun({ entries }))

  it('lets different writes pass, and one that was not carried out before', () => {
    expect(judge(write('run-1'), write('run-2'))).toEqual([])
    expect(judge(write('run-1', { outcome: 'refused', cause: 'idle' }), write('run-1'))).toEqual([])
  })

  it.each([429, 503])('lets one pass that was turned away with %i before', (status) => {
    const turnedAway = write('run-1')
    if (turnedAway.kind === 'exchange') turnedAway.response.status = status
    expect(judge(turnedAway, write('run-1'))).toEqual([])
    expect(judge(write('run-1'), turnedAway, write('run-1'))).toHaveLength(1)
  })

  it('finds one that was carried out twice', () => {
    expect(judge(write('run-1'), write('run-2'), write('run-1'))).toEqual([
      'the write of "run-1" reached the controller twice',
    ])
  })
})

describe('single-renewal', () => {
  const judge = (...exchanges: PlanRun['exchanges']) => found('single-renewal', madeRun({ exchanges }))

  it('lets renewals one after another pass, and calls at any time', () => {
    expect(judge(exchange('login', 0), exchange('call', 5), exchange('refresh', 10))).toEqual([])
  })

  it('finds one under another', () => {
    expect(judge(exchange('login', 0), exchange('refresh', 9))).toEqual([
      'a refresh was sent while another renewal was under way',
    ])
  })

  it('finds one under a long one that others followed', () => {
    const long = exchange('login', 0, { endedMs: 100 })
    expect(judge(long, exchange('login', 10), exchange('login', 99))).toHaveLength(2)
  })
})

describe('newest-token', () => {
  const born = [
    sessionEvent('born', 'fmc-1', '#1'),
    exchanged({ outcome: 'logged-in', user: 'operator', session: 'fmc-1' }, { purpose: 'login' }),
  ]
  const judge = (...entries: JournalEntry[]) =>
    found('newest-token', madeRun({ entries: [...born, ...entries] }))
  const refreshed = sessionEvent('refreshed', 'fmc-1', '#2')

  it('lets the newest token pass, whoever else logs in', () => {
    expect(judge(exchanged(accepted('#1')))).toEqual([])
    expect(judge(refreshed, exchanged(accepted('#2')))).toEqual([])
    expect(judge(sessionEvent('born', 'fmc-2', '#9'), exchanged(accepted('#1')))).toEqual([])
  })

  it('lets a refresh carry the token that it replaces', () => {
    expect(judge(refreshed, exchanged(accepted('#1'), { purpose: 'refresh' }))).toEqual([])
  })

  it('finds a call on a token that a refresh has replaced', () => {
    expect(judge(refreshed, exchanged(accepted('#1')))).toEqual([
      'GET /api/hosts carried a token that had been replaced',
    ])
  })

  it('finds a call on the token of an older login', () => {
    const again = exchanged(
      { outcome: 'logged-in', user: 'operator', session: 'fmc-2' },
      { purpose: 'login' },
    )
    expect(judge(sessionEvent('born', 'fmc-2', '#9'), again, exchanged(accepted('#1')))).toHaveLength(1)
  })
})

describe('no-storm', () => {
  const renewals = (count: number, everyMs: number) =>
    madeRun({
      exchanges: Array.from({ length: count }, (_unused, index) => exchange('login', index * everyMs)),
    })
  const judge = (run: PlanRun) => found('no-storm', run)

  it('lets twenty renewals in a minute pass, and more when there is more time', () => {
    expect(judge(renewals(20, 10))).toEqual([])
    expect(judge(renewals(100, 3000))).toEqual([])
  })

  it('finds twenty-one', () => {
    expect(judge(renewals(21, 2999))).toEqual(['more than 20 logins and refreshes within a minute'])
  })

  it('lets any number of calls pass', () => {
    const exchanges = Array.from({ length: 500 }, (_unused, index) => exchange('call', index))
    expect(judge(madeRun({ exchanges }))).toEqual([])
  })

  it('finds a client that floods, and one that hangs', () => {
    expect(judge(madeRun({ flooded: true }))).toHaveLength(1)
    expect(judge(madeRun({ hung: 'a call of step 1 did not end' }))).toEqual(['a call of step 1 did not end'])
  })
})

describe('recovers', () => {
  const judge = (outcome: Parameters<typeof called>[1]) =>
    found('recovers', madeRun({ calls: [called('read', { status: 503 }), called('healed', outcome)] }))

  it('lets a call pass that is served once the faults are over', () => {
    expect(judge({ status: 200 })).toEqual([])
  })

  it('finds one that is not', () => {
    expect(judge({ status: 401 })).toEqual(['after the faults a read ended in status 401'])
    expect(judge({ error: 'ConnectionError' })).toEqual(['after the faults a read ended in ConnectionError'])
  })
})

describe('calls-succeed', () => {
  const judge = (...[operation, outcome]: Parameters<typeof called>) =>
    found('calls-succeed', madeRun({ calls: [called(operation, outcome)] }))

  it('lets each kind of call pass that ends as it should', () => {
    expect(judge('read', { status: 200 })).toEqual([])
    expect(judge('write', { status: 201 })).toEqual([])
    expect(judge('denied', { status: 403 })).toEqual([])
    expect(judge('close', {})).toEqual([])
  })

  it('finds each that does not', () => {
    expect(judge('read', { status: 401 })).toEqual([
      'call 1 (read, step 1) ended in status 401, expected 200 or 201 or 202 or 204',
    ])
    expect(judge('denied', { status: 200 })).toEqual([
      'call 1 (denied, step 1) ended in status 200, expected 400 or 403',
    ])
    expect(judge('write', { error: 'RequestTimeoutError' })).toHaveLength(1)
    expect(judge('close', { error: 'ConnectionError' })).toHaveLength(1)
    expect(judge('read', {})).toHaveLength(1)
  })

  it('finds one that never ended, at the instant at which it was made', () => {
    for (const operation of ['read', 'close'] as const) {
      const calls = [called(operation, { madeMs: 70, endedMs: Number.POSITIVE_INFINITY })]
      expect(violationsOf(madeRun({ calls }))).toMatchObject([
        { property: 'calls-succeed', atMs: 70, message: expect.stringContaining('it never came back') },
      ])
    }
  })
})

describe('no-silent-loss', () => {
  type Heard = SubscriptionRecord['heard']
  const made = (name: string, atMs: number) =>
    exchanged(
      { outcome: 'accepted', how: 'token', user: 'operator', session: 's', token: 't' },
      { method: 'POST', body: `{"fvTenant":{"attributes":{"name":"${name}"}}}`, atMs },
    )
  const created = (name: string, atMs: number): Heard[number] => ({
    type: 'created',
    dn: `uni/tn-${name}`,
    atMs,
  })
  const gap = (atMs: number): Heard[number] => ({ type: 'gap', atMs })
  const resumed = (atMs: number): Heard[number] => ({ type: 'resumed', atMs })
  const ended = (atMs: number): Heard[number] => ({ type: 'ended', atMs })
  /** A run in which run-1 was made at 1000 ms, an administrator made made-2 at 2000 ms, and this was heard. */
  const judge = (
    heard: Heard,
    { begunMs = 0, endedMs = Number.POSITIVE_INFINITY } = {},
    kind: 'benign' | 'hostile' = 'benign',
  ) =>
    found(
      'no-silent-loss',
      madeRun(
        {
          entries: [made('run-1', 1000)],
          administration: [made('made-2', 2000)],
          subscriptions: [{ step: 0, offered: true, begunMs, endedMs, heard }],
        },
        kind,
      ),
    )
  const lost = (name: string) => `that uni/tn-${name} was made was neither told nor reported as lost`

  it('lets a subscription pass that is told all', () => {
    expect(judge([created('run-1', 1010), created('made-2', 2010)])).toEqual([])
  })

  it('finds each change that is not told', () => {
    expect(judge([created('made-2', 2010)])).toEqual([lost('run-1')])
    expect(judge([])).toEqual([lost('run-1'), lost('made-2')])
  })

  it('lets changes pass that fell into a gap, whether it was noticed before or after them', () => {
    expect(judge([gap(500), resumed(1500), created('made-2', 2010)])).toEqual([])
    expect(judge([gap(5000)])).toEqual([])
    expect(judge([gap(5000), resumed(6000)])).toEqual([])
  })

  it('takes no gap for an excuse that was over before, or that came after a later change was told', () => {
    expect(judge([gap(500), resumed(900), created('made-2', 2010)])).toEqual([lost('run-1')])
    expect(judge([created('made-2', 2010), gap(3000), resumed(3500)])).toEqual([lost('run-1')])
  })

  it('asks for nothing from before the subscription, nor for what came when the program hardly listened', () => {
    expect(judge([created('made-2', 2010)], { begunMs: 1500 })).toEqual([])
    expect(judge([created('run-1', 1010)], { endedMs: 100_000 })).toEqual([])
    expect(judge([created('run-1', 1010)], { endedMs: 200_000 })).toEqual([lost('made-2')])
  })

  it('lets a query cease to be followed in hostile plans only', () => {
    expect(judge([ended(900)], {}, 'hostile')).toEqual([])
    expect(judge([ended(900)])).toHaveLength(2)
  })
})

describe('backs-off', () => {
  const answered = (status: number) => ({ status, reason: '', headers: [], body: '' })
  const busy = (purpose: Purpose, sentMs: number, status = 503) =>
    exchange(purpose, sentMs, { response: answered(status) })
  const judge = (exchanges: TracedExchange[], madeMs = 0) =>
    found('backs-off', madeRun({ exchanges, calls: [called('read', { madeMs })] }))

  it('lets a request pass that is sent again after a pause', () => {
    expect(judge([busy('login', 0), busy('login', 260), busy('login', 600)])).toEqual([])
    expect(judge([busy('call', 0), exchange('call', 260)])).toEqual([])
  })

  it.each([429, 503])('finds one that is sent again at once after %i', (status) => {
    const message = '/api/hosts was sent again 5 ms after it had been turned away'
    expect(judge([busy('login', 0, status), exchange('login', 15)])).toEqual([message])
    expect(judge([busy('call', 0, status), exchange('call', 15)])).toEqual([message])
  })

  it('lets others pass: another read, a write, a renewal of another kind, a login for a new call', () => {
    expect(judge([busy('call', 0), exchange('call', 15, { target: '/api/networks' })])).toEqual([])
    expect(judge([{ ...busy('call', 0), method: 'POST' }, exchange('call', 15, { method: 'POST' })])).toEqual(
      [],
    )
    expect(judge([busy('refresh', 0), exchange('login', 15)])).toEqual([])
    expect(judge([busy('login', 0), exchange('login', 15)], 12)).toEqual([])
    expect(judge([busy('login', 0, 401), exchange('login', 15)])).toEqual([])
  })
})

describe('paged-reads-whole', () => {
  const expected = ['a', 'b', 'c']
  const judge = (given: string[], ended = true) =>
    found('paged-reads-whole', madeRun({ pagedReads: [{ step: 0, offered: true, ended, expected, given }] }))

  it('lets a whole list pass, with objects that others made meanwhile, and one that was given up', () => {
    expect(judge(['c', 'new', 'a', 'b'])).toEqual([])
    expect(judge(['a'], false)).toEqual([])
  })

  it('finds objects that were left out or given again', () => {
    expect(judge(['a', 'b'])).toEqual(['of 3 objects 1 were left out, and 0 were given again'])
    expect(judge(['a', 'b', 'a', 'b', 'c'])).toEqual(['of 3 objects 0 were left out, and 2 were given again'])
  })
})

describe('task-ends-told', () => {
  const judge = (toldMs?: number, endsMs?: number) => {
    const told = toldMs === undefined ? {} : { toldMs }
    const ends = endsMs === undefined ? {} : { endsMs }
    const tasks = [{ step: 0, offered: true, pollMs: 1000, ...told, ...ends }]
    return found('task-ends-told', madeRun({ tasks }))
  }

  it('lets an end pass that is told in time, or not at all', () => {
    expect([judge(6000, 5000), judge(5000, 5000), judge(undefined, 5000), judge()].flat()).toEqual([])
  })

  it('finds one that is told before or long after', () => {
    expect(judge(4000, 5000)).toEqual(['a task was said to have ended 1 s before it did'])
    expect(judge(905_000, 5000)).toEqual(['the end of a task was told 15 min after it'])
  })
})

describe('restored-sessions', () => {
  const refused: AuthDecision = { outcome: 'refused', cause: 'logout' }
  const restore = (
    operation: 'restore' | 'restore-without-password' | 'read-without-password',
    exchanges: TracedExchange[],
    error?: string,
  ) => {
    const calls = [called(operation, { madeMs: 0, endedMs: 100, ...(error === undefined ? {} : { error }) })]
    return found('restored-sessions', madeRun({ calls, exchanges }))
  }

  it('lets a session pass that is looked at first, and one that is given up when it is dead', () => {
    expect(restore('restore', [exchange('call', 10, { answered: accepted('t') })])).toEqual([])
    const dead = [exchange('call', 10, { answered: refused })]
    expect(restore('restore', dead)).toEqual([])
    expect(restore('restore-without-password', dead, 'SessionEndedError')).toEqual([])
  })

  it('finds a session that nobody looked at', () => {
    const message = 'a saved session was taken for good without a look'
    expect(restore('restore', [])).toEqual([message])
    expect(restore('restore', [exchange('call', 200)])).toEqual([message])
  })

  it('finds a login without a password', () => {
    const message = 'a login was sent by a client without a password'
    const looked = exchange('call', 10, { answered: accepted('t') })
    expect(restore('restore-without-password', [looked, exchange('login', 30)], 'Error')).toEqual([message])
    expect(restore('read-without-password', [exchange('login', 10)])).toEqual([message])
  })

  it('finds a restore that ends otherwise than its look', () => {
    expect(restore('restore-without-password', [exchange('call', 10, { answered: refused })])).toEqual([
      'a session that the controller had refused was restored',
    ])
    const good = [exchange('call', 10, { answered: accepted('t') })]
    expect(restore('restore-without-password', good, 'TypeError')).toEqual([
      'a session that the controller had accepted was not restored, but ended in TypeError',
    ])
  })
})

describe('logs-out-at-close', () => {
  const born: JournalEntry[] = [
    sessionEvent('born', 'fmc-1', 't'),
    exchanged({ outcome: 'logged-in', user: 'operator', session: 'fmc-1' }),
  ]
  const close = called('close', { madeMs: 20_000 })
  const used = (sentMs: number) => [exchange('call', sentMs, { answered: accepted('t') })]
  const judge = (parts: Partial<PlanRun>) =>
    found('logs-out-at-close', madeRun({ entries: born, calls: [close], exchanges: used(10_000), ...parts }))

  it('finds a session in use that is left alive', () => {
    expect(judge({})).toEqual(['the session fmc-1 was left alive when the client was closed'])
  })

  it('lets those pass that are ended, saved, or not in use', () => {
    expect(judge({ entries: [...born, sessionEvent('ended', 'fmc-1')] })).toEqual([])
    expect(judge({ calls: [called('save', {}), close] })).toEqual([])
    expect(judge({ exchanges: used(4000) })).toEqual([])
  })
})
