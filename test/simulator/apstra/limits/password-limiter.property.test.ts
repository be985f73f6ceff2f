import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApstraBench } from '../apstra-bench.js'

const ADDRESSES = ['192.0.2.1', '192.0.2.2', '2001:db8::1'] as const
const LIMITS = { attempts: 3, windowSeconds: 10, lockoutSeconds: 30 }

/** The rules of the limiter, from the list of all that ever happened. */
class Model {
  limits = { ...LIMITS }
  readonly failures: { address: string; atMs: number }[] = []
  readonly bans = new Map<string, number>()
  readonly allowed = new Set<string>()

  isBanned(address: string, nowMs: number): boolean {
    const sinceMs = this.bans.get(address)
    return (
      sinceMs !== undefined &&
      nowMs < sinceMs + this.limits.lockoutSeconds * 1000 &&
      !this.allowed.has(address)
    )
  }

  /** What a login is answered. */
  login(address: string, right: boolean, nowMs: number): number {
    if (this.isBanned(address, nowMs)) return 429
    if (right) return 201
    if (this.allowed.has(address)) return 401
    this.failures.push({ address, atMs: nowMs })
    const recent = this.failures.filter(
      (one) => one.address === address && nowMs - one.atMs < this.limits.windowSeconds * 1000,
    )
    if (recent.length >= this.limits.attempts) {
      this.bans.set(address, nowMs)
      this.forget(address)
    }
    return 401
  }

  /** A ban that is over stays over, however long bans last from now on. */
  change(lockoutSeconds: number, nowMs: number): void {
    for (const [address, sinceMs] of this.bans) {
      if (nowMs >= sinceMs + this.limits.lockoutSeconds * 1000) this.bans.delete(address)
    }
    this.limits.lockoutSeconds = lockoutSeconds
  }

  release(address: string, nowMs: number): boolean {
    const released = this.isBanned(address, nowMs)
    if (released) this.bans.delete(address)
    return released
  }

  /** Failures that led to a ban do not lead to the next one. */
  forget(address: string): void {
    const others = this.failures.filter((one) => one.address !== address)
    this.failures.splice(0, this.failures.length, ...others)
  }
}

const address = fc.constantFrom(...ADDRESSES)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('login' as const), address, right: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 3000, 9_999, 10_000, 20_000, 29_999, 30_000),
    }),
  },
  fc.record({ kind: fc.constant('release' as const), address }),
  fc.record({ kind: fc.constant('allow' as const), address }),
  fc.record({ kind: fc.constant('disallow' as const), address }),
  fc.record({ kind: fc.constant('settings' as const), lockoutSeconds: fc.constantFrom(5, 30) }),
)

describe('any sequence of logins, waits and changes to limits, bans and the allow list', () => {
  it('is answered as the reference says', async () => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const bench = new ApstraBench({ passwordLimiter: LIMITS })
        const { token } = bench.login()
        const model = new Model()
        const admin = (method: string, path: string, body: unknown) =>
          bench.send(method, `/api/aaa/ratelimit${path}`, { token, body }).status
        for (const one of steps) {
          const nowMs = bench.clock.monotonicMs()
          if (one.kind === 'wait') await bench.clock.advance(one.ms)
          else if (one.kind === 'settings') {
            model.change(one.lockoutSeconds, nowMs)
            expect(admin('PATCH', '', { lockout_period: one.lockoutSeconds })).toBe(200)
          } else if (one.kind === 'release') {
            const released = model.release(one.address, nowMs)
            expect(admin('POST', '/denylist-batch-delete', { items: [one.address] })).toBe(
              released ? 202 : 422,
            )
            reached.add(`release ${released}`)
          } else if (one.kind === 'allow') {
            const known = model.allowed.has(one.address)
            model.allowed.add(one.address)
            expect(admin('POST', '/allowlist', { subnet: one.address, comment: '' })).toBe(known ? 409 : 201)
          } else if (one.kind === 'disallow') {
            const known = model.allowed.delete(one.address)
            expect(admin('POST', '/allowlist-batch-delete', { items: [one.address] })).toBe(known ? 202 : 422)
          } else {
            const password = one.right ? 'admin' : 'wrong'
            const expected = model.login(one.address, one.right, nowMs)
            const body = { username: 'admin', password }
            expect(bench.send('POST', '/api/aaa/login', { body, address: one.address }).status).toBe(expected)
            reached.add(`login ${one.right} ${expected}`)
          }
          const atMs = bench.clock.monotonicMs()
          const banned = JSON.parse(bench.send('GET', '/api/aaa/ratelimit/denylist', { token }).body)
          expect(
            banned.items.map(({ subnet }: { subnet: string }) => subnet.replace(/\/.*/, '')).sort(),
          ).toEqual(ADDRESSES.filter((one) => model.isBanned(one, atMs)).sort())
        }
      }),
      { numRuns: 200, seed: 11 },
    )
    expect([...reached].sort()).toEqual([
      'login false 401',
      'login false 429',
      'login true 201',
      'login true 429',
      'release false',
      'release true',
    ])
  })
})
