import { describe, expect, it } from 'vitest'
import {
  ClosedError,
  type KeeperOptions,
  type Lease,
  type SessionEvent,
  SessionKeeper,
} from '../../clients/index.js'
import { type Lifetimes, ModelController } from './model-controller.js'

/** Margin of a keeper whose requests may take 5 s, in ms: two requests and the scheduling. */
const MARGIN_MS = 11_000

function setUp(lifetimes: Partial<Lifetimes> = {}, options: Partial<KeeperOptions> = {}) {
  const controller = new ModelController(lifetimes)
  const events: SessionEvent[] = []
  const keeper = new SessionKeeper(controller, {
    clock: controller.client,
    requestTimeoutMs: 5000,
    driftPpm: 0,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const counts = () => ({ logins: controller.logins, renewed: controller.renewed })
  const call = async () => {
    const lease = await keeper.acquire()
    const accepted = await controller.call(lease.token, { outMs: 10, backMs: 10 })
    keeper.release(lease)
    return accepted
  }
  const { clock } = controller
  const within = <T>(work: Promise<T>) => clock.until(work, 1_000_000_000)
  return { controller, clock, keeper, events, counts, call, within }
}

describe('a session keeper', () => {
  it('logs in at the first call, and once for many', async () => {
    const { keeper, counts, call, within, controller } = setUp()
    controller.trip = { outMs: 100, backMs: 100 }
    expect(counts()).toEqual({ logins: 0, renewed: 0 })
    expect(keeper.snapshot()).toMatchObject({ state: 'none', inFlight: 0, leftMs: 0 })
    expect(await within(Promise.all(Array.from({ length: 20 }, call)))).toEqual(Array(20).fill(true))
    expect(counts()).toEqual({ logins: 1, renewed: 0 })
    expect(controller.wrongs).toEqual([])
  })

  it('gives a lease at once while the token is fresh', async () => {
    const { keeper, call, within } = setUp()
    await within(call())
    const lease = keeper.acquire()
    expect(lease).not.toBeInstanceOf(Promise)
    expect(keeper.snapshot()).toMatchObject({ state: 'fresh', inFlight: 1 })
  })

  it.each([
    ['fresh', 0, { logins: 1, renewed: 0 }],
    ['due', 1, { logins: 1, renewed: 1 }],
    ['due', MARGIN_MS / 2, { logins: 1, renewed: 1 }],
    ['stale', MARGIN_MS / 2 + 1, { logins: 2, renewed: 0 }],
    ['stale', 10 * MARGIN_MS, { logins: 2, renewed: 0 }],
  ])(
    'finds a token %s at %d ms after its margin begins, and does what is right',
    async (state, lateMs, counted) => {
      const { clock, keeper, counts, call, within } = setUp()
      await within(call())
      const freshMs = 600_000 - 1000 - MARGIN_MS - 1
      await clock.advance(freshMs + lateMs - clock.monotonicMs())
      expect(keeper.snapshot().state).toBe(state)
      expect(await within(call())).toBe(true)
      expect(counts()).toEqual(counted)
    },
  )

  it('holds new calls back while it waits for those in flight to renew', async () => {
    const { clock, keeper, controller, counts, call, within } = setUp()
    await within(call())
    await clock.advance(600_000 - 1000 - MARGIN_MS - clock.monotonicMs() - 1)
    const slow = await keeper.acquire()
    await clock.advance(2)
    const waiting = [call(), call()]
    await clock.advance(4000)
    expect(counts()).toEqual({ logins: 1, renewed: 0 })
    expect(controller.callsOut).toBe(0)
    keeper.release(slow)
    expect(await within(Promise.all(waiting))).toEqual([true, true])
    expect(counts()).toEqual({ logins: 1, renewed: 1 })
  })

  it('counts the age of a token from before it was asked for: nobody knows when it was issued', async () => {
    const { clock, keeper, controller, call, within } = setUp()
    controller.trip = { outMs: 0, backMs: 4000 }
    await within(call())
    expect(keeper.snapshot().leftMs).toBe(600_000 - 1000 - 4000 - 20)
    await clock.advance(600_000 - 1000 - MARGIN_MS - clock.monotonicMs())
    await within(call())
    expect(controller.renewed).toBe(1)
    expect(keeper.snapshot().leftMs).toBe(600_000 - 1000 - 4000 - 20)
  })

  it('logs in where a renewal is refused', async () => {
    const { clock, controller, counts, call, within } = setUp()
    await within(call())
    controller.refusesRenewals = true
    await clock.advance(600_000 - 1000 - MARGIN_MS)
    expect(await within(call())).toBe(true)
    expect(counts()).toEqual({ logins: 2, renewed: 1 })
  })

  it('logs in where no renewal is left, or too little of the session', async () => {
    for (const lifetimes of [{ renewals: 0 }, { sessionMs: 588_000 + 2 * MARGIN_MS }]) {
      const { clock, counts, call, within } = setUp(lifetimes)
      await within(call())
      await clock.advance(600_000 - 1000 - MARGIN_MS)
      expect(await within(call())).toBe(true)
      expect(counts()).toEqual({ logins: 2, renewed: 0 })
    }
  })

  it('takes a step forward of the wall clock, and a suspend, for time that passed', async () => {
    for (const bend of ['step', 'suspend'] as const) {
      const { clock, controller, counts, call, within } = setUp()
      await within(call())
      if (bend === 'step') controller.client.stepWall(700_000)
      else {
        controller.client.suspend()
        await clock.advance(700_000)
        controller.client.resume()
      }
      expect(await within(call())).toBe(true)
      expect(counts()).toEqual({ logins: 2, renewed: 0 })
    }
  })

  it('shares a failing login among all who wait, and tries again for the next who comes', async () => {
    const { controller, counts, call, within } = setUp()
    const failure = new Error('no route')
    controller.trip = { outMs: 100, backMs: 100 }
    controller.loginFailures = [failure]
    const results = await within(Promise.allSettled([call(), call(), call()]))
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: failure }))
    expect(counts().logins).toBe(1)
    expect(await within(call())).toBe(true)
    expect(counts().logins).toBe(2)
  })

  it('takes a login that failed while a caller waited in line for a failure of that caller too', async () => {
    const { controller, keeper, counts, call, within } = setUp()
    const failure = new Error('no route')
    const waitingSince = keeper.failures
    controller.loginFailures = [failure]
    await expect(within(call())).rejects.toBe(failure)
    expect(() => keeper.acquire(waitingSince)).toThrow(failure)
    expect(counts().logins).toBe(1)
    // Somebody who came later had better luck, and those who wait in line share that as well.
    expect(await within(call())).toBe(true)
    expect(await keeper.acquire(waitingSince)).toMatchObject({ generation: 1 })
    expect(counts().logins).toBe(2)
  })

  it('logs in anew after a refusal, but not after a late one of an older token', async () => {
    const { keeper, events, counts, call, within } = setUp()
    await within(call())
    const first = await keeper.acquire()
    const second = await keeper.acquire()
    keeper.refuse(first)
    keeper.release(first)
    const waiting = call()
    keeper.refuse(second)
    keeper.release(second)
    expect(await within(waiting)).toBe(true)
    expect(counts()).toEqual({ logins: 2, renewed: 0 })
    keeper.refuse(first)
    expect(keeper.snapshot().state).toBe('fresh')
    expect(await within(call())).toBe(true)
    expect(counts().logins).toBe(2)
    expect(events.map(({ type }) => type)).toEqual(['login', 'refused', 'login'])
  })

  it('waits for calls in flight at close, gives the token to end the session with, and no lease any more', async () => {
    const { keeper, controller, call, within } = setUp()
    await within(call())
    const lease = await keeper.acquire()
    let closed = false
    const closing = keeper.close().then((token) => {
      closed = true
      return token
    })
    expect(() => keeper.acquire()).toThrow(ClosedError)
    await controller.clock.advance(1000)
    expect(closed).toBe(false)
    keeper.release(lease)
    expect(await closing).toBe(lease.token)
    expect(keeper.snapshot().state).toBe('none')
    expect(await keeper.close()).toBeUndefined()
  })

  it('lets two closes wait side by side', async () => {
    const { keeper, call, within } = setUp()
    await within(call())
    const lease = await keeper.acquire()
    const closing = Promise.all([keeper.close(), keeper.close()])
    await Promise.resolve()
    keeper.release(lease)
    expect((await within(closing)).filter((token) => token !== undefined)).toEqual([lease.token])
  })

  it('ends a login under way at close, and those who wait for it get no lease', async () => {
    const { keeper, controller, call, within } = setUp()
    controller.trip = { outMs: 100, backMs: 100 }
    const waiting = call()
    const rejected = expect(waiting).rejects.toThrow(ClosedError)
    expect(await within(keeper.close())).toBe('token-1')
    await rejected
  })

  it('gives no token at close that may have run out', async () => {
    const { keeper, clock, call, within } = setUp()
    await within(call())
    await clock.advance(599_000)
    expect(await keeper.close()).toBeUndefined()
  })

  it('says when lifetimes are too short for its margin', async () => {
    const { events, call, within } = setUp({ lifetimeMs: 2 * MARGIN_MS - 1 })
    await within(call())
    expect(events).toEqual([
      { type: 'login', generation: 1, lifetimeMs: 2 * MARGIN_MS - 1 },
      { type: 'margin-exceeds-lifetime', lifetimeMs: 2 * MARGIN_MS - 1, marginMs: MARGIN_MS },
    ])
    const ample = setUp({ lifetimeMs: 2 * MARGIN_MS })
    await ample.within(ample.call())
    expect(ample.events.map(({ type }) => type)).toEqual(['login'])
  })

  it.each<Partial<Lifetimes>>([
    { lifetimeMs: 500 },
    { lifetimeMs: 2000 },
    { sessionMs: 5000 },
    { lifetimeMs: 3000 },
  ])('logs in once for a call even if %j leaves no token fresh', async (lifetimes) => {
    const { controller, counts, call, within } = setUp(lifetimes)
    controller.trip = { outMs: 300, backMs: 150 }
    expect(await within(Promise.all([call(), call()]))).toEqual([true, true])
    expect(counts()).toEqual({ logins: 1, renewed: 0 })
  })

  it('renews in the background with nobody calling, if told to', async () => {
    const kept = setUp({}, { keepAlive: true })
    await kept.within(kept.call())
    await kept.clock.advance(6_000_000)
    expect(kept.keeper.snapshot().state).toBe('fresh')
    expect(kept.counts()).toEqual({ logins: 1, renewed: 10 })
    expect(kept.controller.wrongs).toEqual([])
    await kept.keeper.close()
    await kept.clock.advance(6_000_000)
    expect(kept.counts().renewed).toBe(10)
    const idle = setUp()
    await idle.within(idle.call())
    await idle.clock.advance(6_000_000)
    expect(idle.counts()).toEqual({ logins: 1, renewed: 0 })
  })

  it('leaves a failure in the background to the next call', async () => {
    const { controller, clock, counts, call, within } = setUp({ renewals: 0 }, { keepAlive: true })
    await within(call())
    controller.loginFailures = [new Error('no route')]
    await clock.advance(5_000_000)
    expect(counts().logins).toBe(2)
    expect(await within(call())).toBe(true)
    expect(counts().logins).toBe(3)
  })

  describe('goes on with a session that was opened earlier', () => {
    const LIFETIME_MS = 600_000

    it.each([0, 100_000, LIFETIME_MS - 1000 - MARGIN_MS - 1])(
      'and takes its token for as old as it may be: %d ms',
      async (ageMs) => {
        const { controller, keeper, events, counts, call, within } = setUp()
        const grant = await within(controller.login())
        keeper.resume(grant, ageMs)
        expect(keeper.snapshot()).toMatchObject({ state: 'fresh', leftMs: LIFETIME_MS - 1000 - ageMs })
        expect(await within(call())).toBe(true)
        expect(counts()).toEqual({ logins: 1, renewed: 0 })
        expect(events).toEqual([{ type: 'resumed', generation: 1, lifetimeMs: LIFETIME_MS }])
      },
    )

    it('and renews it or logs in when that is due by its age', async () => {
      for (const [ageMs, counted] of [
        [LIFETIME_MS - 1000 - MARGIN_MS, { logins: 1, renewed: 1 }],
        [LIFETIME_MS, { logins: 2, renewed: 0 }],
      ] as const) {
        const { controller, keeper, counts, call, within } = setUp()
        keeper.resume(await within(controller.login()), ageMs)
        expect(await within(call())).toBe(true)
        expect(counts()).toEqual(counted)
      }
    })

    it('and keeps to the end of a session that is older than its token', async () => {
      const { controller, keeper, within } = setUp({ sessionMs: 3_600_000 })
      keeper.resume(await within(controller.login()), 1000, 3_500_000)
      expect(keeper.snapshot()).toMatchObject({ sessionLeftMs: 100_000, leftMs: 99_000 })
    })

    it('and without a login uses its token until it is refused', async () => {
      const { controller, clock, keeper, counts, call, within } = setUp(
        { renewals: 0 },
        { canLogin: false, keepAlive: true },
      )
      const noLogin = new Error('no password')
      keeper.resume(await within(controller.login()), LIFETIME_MS)
      controller.loginFailures = [noLogin]
      expect(keeper.snapshot().state).toBe('stale')
      expect(await within(call())).toBe(true)
      await clock.advance(LIFETIME_MS)
      expect(await within(call())).toBe(false)
      expect(counts().logins).toBe(1)
      const lease = keeper.acquire() as Lease<string>
      keeper.refuse(lease)
      keeper.release(lease)
      await expect(within(call())).rejects.toBe(noLogin)
    })

    it('but not once it is closed', async () => {
      const { controller, keeper, within } = setUp()
      const grant = await within(controller.login())
      await keeper.close()
      expect(() => keeper.resume(grant, 0)).toThrow(ClosedError)
    })
  })
})
