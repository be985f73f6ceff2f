import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_WALL_START_MS } from '../../../simulator/clock/index.js'
import { ApicUnderTest, attributesOf, errorOf, type Options, tokenOf } from './apic-under-test.js'

const TIMEOUT = '403 403 Token was invalid (Error: Token timeout)'

describe('a token with a fixed end', () => {
  it.each([
    [599_999, 200],
    [600_000, 403],
    [600_001, 403],
  ])('after %i ms gives %i', async (ms, status) => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    await apic.clock.advance(300_000)
    expect(apic.read(token), 'traffic does not extend it').toBe(200)
    await apic.clock.advance(ms - 300_000)
    expect(apic.read(token)).toBe(status)
    expect(apic.ends()).toEqual(status === 200 ? [] : ['token-expired'])
  })

  it('cannot be refreshed once it has ended', async () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    await apic.clock.advance(600_000)
    expect(errorOf(apic.refresh(token))).toBe(TIMEOUT)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'token-expired', session: 'apic-1' })
  })

  it('ends with the second of its claim: sooner when it was issued within a second', async () => {
    const apic = new ApicUnderTest({}, DEFAULT_WALL_START_MS + 250)
    const token = apic.login()
    expect(apic.controller.sessions()[0]?.deadlines).toEqual({ token: 599_750, absolute: 86_400_000 })
    await apic.clock.advance(599_749)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(token)).toBe(403)
  })

  it.each([-3_600_000, 3_600_000])('does not notice a step of the wall clock by %i ms', async (stepMs) => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    apic.clock.stepWall(stepMs)
    await apic.clock.advance(599_999)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(token)).toBe(403)
  })

  it('leaves a view of its session', async () => {
    const apic = new ApicUnderTest({ refreshTimeoutSeconds: 20 })
    apic.login()
    await apic.clock.advance(20_000)
    expect(apic.controller.sessions()).toEqual([
      {
        id: 'apic-1',
        user: 'admin',
        state: 'ended',
        bornMs: 0,
        lastUsedMs: 0,
        refreshes: 0,
        refreshesLeft: null,
        deadlines: { token: 20_000, absolute: 86_400_000 },
        ended: { atMs: 20_000, cause: 'token-expired' },
      },
    ])
  })
})

describe('the maximum lifetime', () => {
  const LIMITS = { refreshTimeoutSeconds: 60, maximumLifetimeSeconds: 100 } satisfies Options

  it.each([
    [99_999, 200],
    [100_000, 403],
    [100_001, 403],
  ])('clips the last token: at %i ms gives %i', async (ms, status) => {
    const apic = new ApicUnderTest(LIMITS)
    const first = apic.login()
    await apic.clock.advance(50_000)
    const refreshed = attributesOf(apic.refresh(first))
    expect(refreshed.refreshTimeoutSeconds).toBe('60')
    await apic.clock.advance(ms - 50_000)
    expect(apic.read(refreshed.token!)).toBe(status)
    expect(apic.ends()).toEqual(status === 200 ? [] : ['absolute'])
  })

  it('stands in the claim of a clipped token', async () => {
    const apic = new ApicUnderTest(LIMITS)
    const first = apic.login()
    await apic.clock.advance(50_000)
    const [, claims = ''] = tokenOf(apic.refresh(first)).split('.')
    const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    expect(exp - iat).toBe(50)
  })

  it('only refuses refreshes when the last token is not clipped', async () => {
    const apic = new ApicUnderTest({ ...LIMITS, lastTokenClipped: false })
    const first = apic.login()
    await apic.clock.advance(50_000)
    const last = tokenOf(apic.refresh(first))
    expect(apic.controller.sessions()[0]?.deadlines).toEqual({ token: 110_000, refresh: 100_000 })
    await apic.clock.advance(50_000)
    expect(errorOf(apic.refresh(last))).toBe(TIMEOUT)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'absolute' })
    await apic.clock.advance(9_999)
    expect(apic.read(last)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(last)).toBe(403)
    expect(apic.ends()).toEqual(['token-expired'])
  })

  it('ends a sliding session that is never silent', async () => {
    const apic = new ApicUnderTest({ ...LIMITS, expiry: 'sliding' })
    const token = apic.login()
    await apic.clock.advance(50_000)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(49_999)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(token)).toBe(403)
    expect(apic.ends()).toEqual(['absolute'])
  })
})

describe('a sliding session', () => {
  it.each([
    [599_999, 200],
    [600_000, 403],
    [600_001, 403],
  ])('after %i ms of silence gives %i', async (ms, status) => {
    const apic = new ApicUnderTest({ expiry: 'sliding' })
    const token = apic.login()
    await apic.clock.advance(500_000)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(ms)
    expect(apic.read(token)).toBe(status)
    expect(apic.ends()).toEqual(status === 200 ? [] : ['idle'])
  })

  it('shows when silence will end it', async () => {
    const apic = new ApicUnderTest({ expiry: 'sliding' })
    const token = apic.login()
    await apic.clock.advance(1_000)
    apic.read(token)
    expect(apic.controller.sessions()[0]?.deadlines).toEqual({ idle: 601_000, absolute: 86_400_000 })
  })
})

/** When the newest token stops being accepted, worked out anew for each step from nothing but the rules. */
class Model {
  readonly #sliding: boolean
  readonly #wallStartMs: number
  #nowMs = 0
  #endMs: number

  constructor(sliding: boolean, wallStartMs: number) {
    this.#sliding = sliding
    this.#wallStartMs = wallStartMs
    this.#endMs = this.#endOfIssue()
  }

  wait(ms: number): void {
    this.#nowMs += ms
  }

  accepts(): boolean {
    const accepted = this.#nowMs < this.#endMs
    if (accepted && this.#sliding) this.#endMs = Math.min(this.#nowMs + 10_000, 35_000)
    return accepted
  }

  refreshes(): boolean {
    const accepted = this.accepts()
    if (accepted) this.#endMs = this.#endOfIssue()
    return accepted
  }

  #endOfIssue(): number {
    if (this.#sliding) return Math.min(this.#nowMs + 10_000, 35_000)
    const claimMs = (Math.floor((this.#wallStartMs + this.#nowMs) / 1000) + 10) * 1000
    return Math.min(claimMs - this.#wallStartMs, 35_000)
  }
}

describe('any sequence of waits, requests and refreshes', () => {
  it.each(['fixed', 'sliding'] as const)('is accepted as the %s model says', async (expiry) => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('wait' as const),
        ms: fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.constantFrom(1, 9_999, 10_000, 5_000)),
      }),
      fc.record({ do: fc.constantFrom('read' as const, 'refresh' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 25 }),
        fc.integer({ min: 0, max: 999 }),
        async (steps, wallMs) => {
          const wallStartMs = DEFAULT_WALL_START_MS + wallMs
          const apic = new ApicUnderTest(
            { expiry, refreshTimeoutSeconds: 10, maximumLifetimeSeconds: 35 },
            wallStartMs,
          )
          const model = new Model(expiry === 'sliding', wallStartMs)
          let token = apic.login()
          for (const action of steps) {
            if (action.do === 'wait') {
              model.wait(action.ms)
              await apic.clock.advance(action.ms)
            } else if (action.do === 'read') {
              expect(apic.read(token)).toBe(model.accepts() ? 200 : 403)
            } else {
              const response = apic.refresh(token)
              expect(response.status).toBe(model.refreshes() ? 200 : 403)
              if (response.status === 200) token = tokenOf(response)
            }
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('a controller from outside', () => {
  it('ends a session as an administrator does', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    expect(apic.controller.terminate('apic-1')).toBe(true)
    expect(apic.controller.terminate('apic-1')).toBe(false)
    expect(errorOf(apic.as(token, 'GET', '/api/mo/uni.json'))).toBe(TIMEOUT)
    expect(apic.lastAuth()).toMatchObject({ cause: 'terminated' })
  })

  it('opens and ends other sessions of a user without touching the first', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    expect(apic.controller.loginElsewhere('admin')).toBe(true)
    expect(apic.controller.loginElsewhere('nobody')).toBe(false)
    apic.controller.logoutElsewhere('admin')
    expect(apic.ends()).toEqual(['logout'])
    expect(apic.controller.sessions().map(({ id, state }) => [id, state])).toEqual([
      ['apic-3', 'ended'],
      ['apic-1', 'live'],
      ['apic-2', 'live'],
    ])
    expect(apic.read(token)).toBe(200)
  })

  it.each([
    ['forget', 403, ['restart']],
    ['keep', 200, []],
  ] as const)('restarts: %s', (restart, status, ends) => {
    const apic = new ApicUnderTest({ restart })
    const token = apic.login()
    apic.controller.restart()
    expect(apic.read(token)).toBe(status)
    expect(apic.ends()).toEqual(ends)
    expect(apic.journal.entries.filter(({ kind }) => kind === 'controller')).toMatchObject([
      { event: 'restart' },
    ])
  })

  it('goes back to where it started', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    apic.as(token, 'POST', '/api/mo/uni.json', { fvTenant: { attributes: { name: 'new' } } })
    apic.controller.reset()
    expect(apic.controller.sessions()).toEqual([])
    expect(apic.read(token)).toBe(403)
    expect(apic.as(apic.login(), 'GET', '/api/mo/uni/tn-new.json').body).toBe(
      '{"totalCount":"0","imdata":[]}',
    )
  })

  it('says what a request is for', () => {
    const { controller } = new ApicUnderTest()
    const purposes = [
      '/api/aaaLogin.json?x=y',
      '/api/aaaRefresh.xml',
      '/api/aaaLogout.json',
      '/api/aaaListDomains.json',
      '/api/mo/uni.json',
      '/',
    ]
    expect(purposes.map((target) => controller.purposeOf({ method: 'GET', target }))).toEqual([
      'login',
      'refresh',
      'logout',
      'call',
      'call',
      'call',
    ])
  })

  it('takes the time that the options ask for', () => {
    const { controller } = new ApicUnderTest({ processingMs: 40 })
    const request = {
      method: 'GET',
      target: '/',
      headers: {},
      body: '',
      address: '::1',
      scheme: 'https' as const,
    }
    expect(controller.handle(request).processingMs).toBe(40)
  })
})

describe('the journal', () => {
  it('holds no password and no token', async () => {
    for (const tokenFormat of ['jwt', 'legacy'] as const) {
      const apic = new ApicUnderTest({
        tokenFormat,
        users: [{ name: 'admin', password: 's3cret-pw', domains: [] }],
      })
      const login = attributesOf(
        apic.tryLogin('admin', 's3cret-pw', '/api/aaaLogin.json?gui-token-request=yes'),
      )
      const { token = '', urlToken = '' } = login
      apic.tryLogin('admin', 'wrong-pw-1')
      const headers = { cookie: `APIC-cookie=${token}`, 'apic-challenge': urlToken }
      const refreshed = tokenOf(apic.send('GET', '/api/aaaRefresh.json', { headers }))
      apic.send('GET', `/api/mo/uni.json?challenge=${urlToken}`, { headers: { devcookie: refreshed } })
      await apic.clock.advance(700_000)
      apic.send('GET', '/api/mo/uni.json', { headers })
      const lines = apic.journal.toLines()
      expect(lines).toContain('"cause":"token-expired"')
      for (const secret of [token, refreshed, urlToken, 's3cret-pw', 'wrong-pw-1']) {
        expect(secret).not.toBe('')
        expect(lines).not.toContain(secret)
      }
    }
  })
})
