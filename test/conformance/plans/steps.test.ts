import { describe, expect, it } from 'vitest'
import type { ClientEnvironment, CreateClient } from '../../../conformance/client-under-test.js'
import { planSchema, type Step } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import type { ControllerKind } from '../../../simulator/index.js'

type PlanStep = { do: Step['do']; [option: string]: unknown }
const read: PlanStep = { do: 'request', operation: 'read' }

/** Runs steps in a benign plan, or another one where the rest says so. */
const run = (
  controller: ControllerKind,
  steps: PlanStep[],
  createClient: CreateClient = createReferenceClient,
  rest: object = {},
) => runPlan(planSchema.parse({ controller, class: 'benign', steps, ...rest }), { createClient })

/** A client that sends nothing and notes what its clocks show at each call, in ms since it was made. */
function clockReader() {
  const readings: { monotonicMs: number; wallMs: number }[] = []
  const createClient: CreateClient = ({ clock }) => {
    const startMs = clock.wallMs()
    return {
      async request() {
        readings.push({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() - startMs })
        return { status: 200, body: '' }
      },
    }
  }
  return { readings, createClient }
}

describe('time in a plan', () => {
  it('passes by a wait, for controller and client alike', async () => {
    const { readings, createClient } = clockReader()
    const { calls } = await run('apic', [{ do: 'wait', ms: 1234 }, read], createClient)
    expect(calls.map(({ madeMs }) => madeMs)).toEqual([1234])
    expect(readings).toEqual([{ monotonicMs: 1234, wallMs: 1234 }])
  })

  it.each([
    [-1, 1],
    [0, 0],
    [1, -1],
  ])('passes up to %i ms from a limit of the live session', async (offsetMs, token) => {
    const { calls } = await run('apstra', [read, { do: 'wait-until', deadline: 'token', offsetMs }, read])
    expect(calls[1]?.deadlinesInMs).toMatchObject({ token })
  })

  it('aims at each limit of a session by its name', async () => {
    const { calls } = await run('apic', [
      read,
      { do: 'wait-until', deadline: 'token', offsetMs: 0 },
      read,
      { do: 'wait-until', deadline: 'absolute', offsetMs: 0 },
      read,
    ])
    expect(calls.slice(1, 3).map(({ deadlinesInMs }) => deadlinesInMs)).toEqual([
      { token: 0, absolute: 85_800_005 },
      { token: -85_800_005, absolute: 0 },
    ])
  })

  it('does not pass for a limit that no session has, or that is over', async () => {
    const aim = { do: 'wait-until', deadline: 'token', offsetMs: 0 } as const
    const before = await run('apstra', [aim, read])
    expect(before.calls[0]?.madeMs).toBe(0)
    const after = await run('apstra', [
      read,
      { do: 'wait-until', deadline: 'token', offsetMs: 5000 },
      aim,
      read,
    ])
    expect(after.calls[1]?.deadlinesInMs.token).toBe(-5000)
  })

  it('passes up to the next whole multiple, and not at all from one', async () => {
    const { createClient } = clockReader()
    const align = { do: 'align', toMs: 5000 } as const
    const { calls } = await run('fmc', [{ do: 'wait', ms: 7001 }, align, read, align, read], createClient)
    expect(calls.map(({ madeMs }) => madeMs)).toEqual([10_000, 10_000])
  })

  it('does not pass when the wall clock of the client machine is set', async () => {
    const { readings, createClient } = clockReader()
    const steps = [{ do: 'clock-step' as const, ms: -3_600_000 }, read]
    const { calls } = await run('apic', steps, createClient)
    expect(calls[0]?.madeMs).toBe(0)
    expect(readings).toEqual([{ monotonicMs: 0, wallMs: -3_600_000 }])
  })

  it('passes a sleeping machine by: its wall clock shows it, the other one does not', async () => {
    const { readings, createClient } = clockReader()
    const { calls } = await run('apic', [{ do: 'suspend', ms: 60_000 }, read], createClient)
    expect(calls[0]?.madeMs).toBe(60_000)
    expect(readings).toEqual([{ monotonicMs: 0, wallMs: 60_000 }])
  })

  it('holds the timers of a sleeping machine back', async () => {
    const firedMs: number[] = []
    const createClient: CreateClient = ({ clock }) => {
      clock.setTimer(10_000, () => firedMs.push(clock.monotonicMs()))
      return { request: async () => ({ status: 200, body: '' }) }
    }
    const asleep = await run(
      'apic',
      [
        { do: 'wait', ms: 4000 },
        { do: 'suspend', ms: 60_000 },
      ],
      createClient,
    )
    expect([asleep.hung, firedMs]).toEqual([undefined, []])
    await run(
      'apic',
      [
        { do: 'suspend', ms: 60_000 },
        { do: 'wait', ms: 10_000 },
      ],
      createClient,
    )
    expect(firedMs).toEqual([10_000])
  })

  it('runs faster, and from another start, on a client clock that is wrong', async () => {
    const seen: number[] = []
    const createClient: CreateClient = ({ clock }) => ({
      async request() {
        seen.push(clock.wallMs(), clock.monotonicMs())
        return { status: 200, body: '' }
      },
    })
    const clientClock = { offsetMs: -5000, driftPpm: 2500 }
    await run('apic', [{ do: 'wait', ms: 1_000_000 }, read], createClient, { clientClock })
    expect(seen).toEqual([Date.UTC(2026, 0, 1) - 5000 + 1_002_500, 1_002_500])
  })
})

describe('the network in a plan', () => {
  it('takes as long as the plan says, from there on', async () => {
    const { exchanges } = await run('apstra', [read, { do: 'latency', outMs: 300, backMs: 200 }, read])
    expect(exchanges.map(({ purpose, sentMs, endedMs }) => [purpose, endedMs - sentMs])).toEqual([
      ['login', 10],
      ['call', 10],
      ['call', 500],
      ['logout', 500],
    ])
  })

  it('makes each further request at the same time slower by the stagger', async () => {
    const together = { do: 'request', operation: 'read', parallel: 3, staggerMs: 70 } as const
    const { exchanges } = await run('apstra', [read, together])
    expect(exchanges.slice(2, 5).map(({ sentMs, endedMs }) => [sentMs, endedMs])).toEqual([
      [20, 30],
      [20, 100],
      [20, 170],
    ])
  })

  it('suffers the faults that the plan arms', async () => {
    const fault = { do: 'fault', fault: { type: 'reset', purpose: 'call' } } as const
    const { entries, exchanges } = await run('apstra', [read, fault, read])
    expect(entries.filter(({ kind }) => kind === 'fault')).toMatchObject([
      { event: 'armed', type: 'reset' },
      { event: 'fired', type: 'reset', request: { target: '/api/resources/ip-pools?call=2' } },
    ])
    expect(exchanges.map(({ target, answered }) => `${target} ${answered?.outcome}`)).toEqual([
      '/api/aaa/login logged-in',
      '/api/resources/ip-pools?call=1 accepted',
      '/api/resources/ip-pools?call=2 undefined',
      '/api/resources/ip-pools?call=2 accepted',
      '/api/aaa/logout accepted',
    ])
  })
})

describe('others in a plan', () => {
  const sessionEvents = async (controller: ControllerKind, step: PlanStep, options = {}) => {
    const { entries } = await run(controller, [read, step], createReferenceClient, { options })
    return entries.flatMap((entry) =>
      entry.kind === 'session' ? [`${entry.session} ${entry.event} ${entry.cause ?? ''}`.trim()] : [],
    )
  }

  it('end the session as an administrator', async () => {
    expect(await sessionEvents('apic', { do: 'terminate' })).toEqual([
      'apic-1 born',
      'apic-1 ended terminated',
    ])
  })

  it('restart the controller', async () => {
    expect(await sessionEvents('fmc', { do: 'restart' })).toContain('fmc-1 ended restart')
    const { entries } = await run('fmc', [{ do: 'restart' }])
    expect(entries[0]).toMatchObject({ kind: 'controller', event: 'restart' })
  })

  it('log in with the same account, which an FMC lets only one do', async () => {
    expect(await sessionEvents('fmc', { do: 'login-elsewhere' })).toEqual([
      'fmc-1 born',
      'fmc-1 ended superseded',
      'fmc-2 born',
    ])
    expect(await sessionEvents('apic', { do: 'login-elsewhere' })).toContain('apic-2 born')
  })

  it('log out, which ends every session of the user on an Apstra that does so', async () => {
    const logout = { do: 'logout-elsewhere' } as const
    expect(await sessionEvents('apstra', logout, { logoutScope: 'user' })).toEqual([
      'apstra-1 born',
      'apstra-1 ended logout',
    ])
  })
})

describe('a call that nobody waits for', () => {
  const slow = { do: 'latency', outMs: 2000, backMs: 2000 } as const
  const detached = { ...read, detached: true }

  it('goes on while the plan does, and is joined at its end', async () => {
    const steps = [read, slow, detached, { do: 'wait', ms: 1000 } as const, read]
    const { calls } = await run('apstra', steps)
    expect(calls.map(({ call, madeMs, endedMs }) => [call, madeMs, endedMs])).toEqual([
      [1, 0, 20],
      [2, 20, 4020],
      [3, 1020, 5020],
      [4, 5020, 9020],
    ])
  })

  it('is over before the machine is put to sleep', async () => {
    const { calls } = await run('apstra', [read, slow, detached, { do: 'suspend', ms: 60_000 }, read])
    expect(calls[1]).toMatchObject({ madeMs: 20, endedMs: 4020, status: 200 })
    expect(calls[2]?.madeMs).toBe(64_020)
  })
})

describe('what a plan gives its client', () => {
  const environmentOf = async (controller: ControllerKind, rest: object) => {
    let seen: ClientEnvironment | undefined
    await run(
      controller,
      [],
      (environment) => {
        seen = environment
        return { request: async () => ({ status: 200, body: '' }) }
      },
      rest,
    )
    return seen!
  }

  it('is what an administrator of an FMC knows, and nothing of the others', async () => {
    const options = { accessTtlSec: 600, browserTimeoutSec: 1500, browserTimeoutKind: 'absolute' }
    const { known, url } = await environmentOf('fmc', { options })
    expect(known).toEqual({
      accessTokenMs: 600_000,
      browserSessionMs: 1_500_000,
      browserSessionKind: 'absolute',
    })
    expect(url).toBe('https://fmc.midrun.test')
    expect((await environmentOf('apic', { options: { refreshTimeoutSeconds: 300 } })).known).toEqual({})
  })

  it('is a certificate only where the plan is about signatures', async () => {
    const client = { authentication: 'certificate' }
    expect((await environmentOf('apic', { client })).certificate?.certificateDn).toBe(
      'uni/userext/user-operator/usercert-midrun',
    )
    expect((await environmentOf('apic', {})).certificate).toBeUndefined()
  })

  it('is the same random numbers for the same seed', async () => {
    const drawn = async (seed: number) => (await environmentOf('apic', { seed })).random()
    expect(await drawn(1)).toBe(await drawn(1))
    expect(await drawn(1)).not.toBe(await drawn(2))
  })
})
