import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeLeftMs } from '../../clients/apstra-saved-session.js'
import {
  ApstraClient,
  type ApstraRestoreOptions,
  type ApstraSavedSession,
  ConnectionError,
  ControllerError,
  InvalidSessionDataError,
  NoCredentialsError,
  NoServerError,
  PermissionError,
  RequestTimeoutError,
  SessionEndedError,
  ThrottledError,
  WrongServerError,
} from '../../clients/index.js'
import { ClientClock } from '../../simulator/clock/index.js'
import type { FaultSpec } from '../../simulator/index.js'
import { ClientBench, clientTime } from './client-bench.js'

const POOLS = '/api/resources/ip-pools'
const DAY_MS = 86_400_000

/** A bench with a session that was saved there. */
async function setUp(options: Record<string, unknown> = {}, username = 'admin') {
  const bench = new ClientBench('apstra', options)
  const first = bench.apstra({ username })
  const saved = await bench.until(first.save())
  await bench.until(first.close())
  const restore = (given: ApstraRestoreOptions = {}, data: unknown = saved) =>
    bench.restoreApstra(data, given)
  return { bench, saved, restore }
}

describe('an Apstra session', () => {
  it('is saved as plain data and left alone at close', async () => {
    const { bench, saved } = await setUp()
    expect(JSON.parse(JSON.stringify(saved))).toEqual(saved)
    expect(saved).toEqual({
      server: 'https://controller.example',
      user: 'admin',
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      savedAtMs: bench.clock.wallMs(),
      leftMs: DAY_MS - 1000,
    })
    expect(bench.counts()).toEqual({ login: 1 })
    expect(bench.simulator.controller.sessions()[0]!.state).toBe('live')
  })

  it('is restored with one request and no login, and left alone at close again', async () => {
    const { bench, restore } = await setUp()
    await bench.clock.advance(3_600_000)
    const client = await bench.until(restore())
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
    expect(client.session().leftMs).toBeGreaterThan(DAY_MS - 3_600_000 - 5000)
    expect(client.session().leftMs).toBeLessThan(DAY_MS - 3_600_000)
    await bench.until(client.get(POOLS))
    await bench.until(client.close())
    expect(bench.counts()).toEqual({ login: 1, call: 2 })
    expect(bench.events.map(({ type }) => type)).toEqual(['login', 'resumed'])
  })

  it('is ended at close if told to', async () => {
    const { bench, restore } = await setUp({ loginPaths: ['user'] })
    const client = await bench.until(restore({ logoutOnClose: true }))
    await bench.until(client.close())
    expect(bench.simulator.controller.sessions()[0]!.state).toBe('ended')
  })

  it('can be saved again by whoever restored it', async () => {
    const { bench, saved, restore } = await setUp()
    await bench.clock.advance(60_000)
    const client = await bench.until(restore())
    const again = await bench.until(client.save())
    expect(again).toMatchObject({ server: saved.server, user: saved.user, token: saved.token })
    expect(again.leftMs).toBeLessThan(saved.leftMs! - 60_000)
  })

  it('is verified where AOS 1.x has it verified, if told to', async () => {
    const { bench, restore } = await setUp({ whoAmI: true, loginPaths: ['user'] })
    await bench.until(restore({ verifyPath: '/api/user' }))
    expect(bench.exchanges('call').map(({ request }) => request.target)).toEqual(['/api/user'])
  })

  it('is renewed as usual where there is a password', async () => {
    const { bench, restore } = await setUp({ tokenTtlSeconds: 600 })
    await bench.clock.advance(500_000)
    const client = await bench.until(restore({ password: bench.password }))
    for (let minute = 0; minute < 60; minute++) {
      await bench.until(client.get(POOLS))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
    expect(bench.counts().login).toBeLessThanOrEqual(8)
  })

  it('is opened anew at the next call if it is over and there is a password', async () => {
    const { bench, restore } = await setUp()
    await bench.clock.advance(DAY_MS)
    const client = await bench.until(restore({ password: bench.password }))
    expect(bench.counts().login).toBe(1)
    await bench.until(client.get(POOLS))
    expect(bench.counts().login).toBe(2)
  })

  it('is used to its end without a password, and then never opened anew', async () => {
    const { bench, restore } = await setUp({ tokenTtlSeconds: 600 })
    await bench.clock.advance(590_000)
    const client = await bench.until(restore({ keepAlive: true }))
    await bench.clock.advance(9000)
    await bench.until(client.get(POOLS))
    await bench.clock.advance(1000)
    expect(await bench.failure(client.get(POOLS))).toBeInstanceOf(NoCredentialsError)
    expect(await bench.failure(client.save())).toBeInstanceOf(NoCredentialsError)
    expect(bench.counts().login).toBe(1)
  })

  it('is replaced before its end if the file is old and no clock can be trusted', async () => {
    const hours = fc.integer({ min: 0, max: 30 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 599 }),
        fc.integer({ min: -10 * DAY_MS, max: 10 * DAY_MS }),
        fc.boolean(),
        hours,
        async (ageSeconds, offsetMs, knowsAge, calls) => {
          const { bench, saved, restore } = await setUp({ tokenTtlSeconds: 600 })
          await bench.clock.advance(ageSeconds * 1000)
          const clock = clientTime(new ClientClock(bench.clock, { offsetMs }))
          const { savedAtMs: _savedAtMs, leftMs: _leftMs, ...handMade } = saved
          bench.latencyMs = 900
          const options = { password: bench.password, clock }
          const client = await bench.until(restore(options, knowsAge ? saved : handMade))
          for (let call = 0; call < calls; call++) {
            await bench.until(client.get(POOLS))
            await bench.clock.advance(41_000)
          }
          const verified = bench.exchanges('call')[0]!.auth.outcome
          expect(bench.refusals().length).toBe(verified === 'refused' ? 1 : 0)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the time that is left of a saved session', () => {
  /** A token that was given out at 2026-01-01T00:00:00.5Z for a day. */
  const EXPIRES_MS = Date.UTC(2026, 0, 2)
  const claims = {
    username: 'admin',
    created_at: '2026-01-01T00:00:00.500000',
    exp: EXPIRES_MS / 1000,
  }
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
  const saved = { server: 'https://controller.example', user: 'admin', token }

  it.each([
    ['by the clock of the controller', {}, { wallMs: 0, controllerMs: EXPIRES_MS - 60_000 }, 60_000],
    ['nothing where that does not tell', {}, { wallMs: 0, controllerMs: undefined }, 0],
    ['never more than its lifetime', {}, { wallMs: 0, controllerMs: 0 }, DAY_MS],
    ['never less than nothing', {}, { wallMs: 0, controllerMs: EXPIRES_MS + 1 }, 0],
    ['no more than when it was saved', { leftMs: 5000 }, { wallMs: 0, controllerMs: 0 }, 5000],
    ['less what has gone since', { leftMs: 5000, savedAtMs: 1000 }, { wallMs: 4000, controllerMs: 0 }, 2000],
    ['whatever a slow clock says', { leftMs: 5000, savedAtMs: 9000 }, { wallMs: 0, controllerMs: 0 }, 5000],
  ])('is reckoned %s', (_how, known, now, leftMs) => {
    expect(timeLeftMs({ ...saved, ...known }, now)).toBe(leftMs)
  })

  it('is unknown for a token that says nothing', () => {
    expect(timeLeftMs({ ...saved, token: 'opaque', leftMs: 5000 }, { wallMs: 0, controllerMs: 0 })).toBe(0)
  })
})

describe('a saved Apstra session is refused', () => {
  it.each(['server', 'user', 'token'])('without its %s', async (key) => {
    const { bench, saved, restore } = await setUp()
    const data: Record<string, unknown> = { ...saved }
    delete data[key]
    const before = bench.network.length
    const error = await bench.failure(restore({}, data))
    expect(error).toBeInstanceOf(InvalidSessionDataError)
    expect(error).toMatchObject({ key })
    expect(error.message).toContain(`${key}: expected`)
    expect(bench.network.length, 'nothing is sent').toBe(before)
  })

  it.each<[string, Partial<Record<keyof ApstraSavedSession, unknown>> | string | null]>([
    ['server', { server: 'controller.example' }],
    ['server', 'a text'],
    ['server', null],
    ['token', { user: 'reader' }],
    ['token', { token: 7 }],
    ['leftMs', { leftMs: 'long' }],
    ['savedAtMs', { savedAtMs: Number.NaN }],
  ])('when %s cannot be meant: %j', async (key, wrong) => {
    const { bench, saved, restore } = await setUp()
    const data = typeof wrong === 'object' && wrong !== null ? { ...saved, ...wrong } : wrong
    const error = await bench.failure(restore({}, data))
    expect(error).toMatchObject({ name: 'InvalidSessionDataError', key })
  })

  it('when the session is over and there is no password', async () => {
    const { bench, restore } = await setUp()
    await bench.clock.advance(DAY_MS)
    const error = await bench.failure(restore())
    expect(error).toBeInstanceOf(SessionEndedError)
    expect(error).toMatchObject({ status: 401, text: 'Token has expired' })
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
  })

  it('when the server cannot be reached', async () => {
    for (const [fault, type] of [
      [{ type: 'reset' }, ConnectionError],
      [{ type: 'drop-request' }, RequestTimeoutError],
      [{ type: 'status', options: { status: 503 } }, ThrottledError],
    ] as const) {
      const { bench, restore } = await setUp()
      bench.simulator.faults.arm({ ...fault, times: 100 } as FaultSpec)
      expect(await bench.failure(restore())).toBeInstanceOf(type)
      expect(bench.counts().login).toBe(1)
    }
  })

  it('when the user may not read there', async () => {
    const { bench, restore } = await setUp({}, 'reader')
    const error = await bench.failure(restore({ verifyPath: '/api/aaa/currently-logged-in-users' }))
    expect(error).toBeInstanceOf(PermissionError)
  })

  it('when something else answers there', async () => {
    const { bench, restore } = await setUp()
    const error = await bench.failure(restore({ verifyPath: '/api/user' }))
    expect(error).toBeInstanceOf(WrongServerError)
    expect(error.message).toMatch(/^GET \/api\/user: the controller answered 404 .*check the URL/)
    bench.simulator.faults.arm({ type: 'status', path: POOLS, options: { status: 418 } })
    expect(await bench.failure(restore())).toBeInstanceOf(WrongServerError)
  })

  it('when the controller says anything else', async () => {
    const { bench, restore } = await setUp()
    bench.simulator.faults.arm({
      type: 'status',
      path: POOLS,
      options: { status: 422, contentType: 'application/json', body: '{"errors":"odd"}' },
    })
    const error = await bench.failure(restore())
    expect(error).toBeInstanceOf(ControllerError)
    expect(error).toMatchObject({ name: 'ControllerError', status: 422, text: 'odd' })
  })
})

describe('an Apstra client', () => {
  it('needs a server', () => {
    expect(() => new ApstraClient({ url: '', username: 'admin' })).toThrow(NoServerError)
    expect(() => new ApstraClient({ url: 'https://a/b', username: 'admin' })).toThrow(TypeError)
  })

  it('needs a password to log in', async () => {
    const bench = new ClientBench('apstra')
    const { password: _password, ...options } = bench.options
    expect(await bench.failure(new ApstraClient(options).get(POOLS))).toBeInstanceOf(NoCredentialsError)
    expect(bench.network).toEqual([])
  })
})
