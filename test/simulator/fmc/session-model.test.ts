import fc from 'fast-check'
import { expect, it } from 'vitest'
import { startFmc, type Tokens, tokensOf } from './fmc-bench.js'

const OPTIONS = fc.record({
  accessTtlSec: fc.constantFrom(30, 60),
  browserTimeoutSec: fc.constantFrom(20, 60, 100),
  browserTimeoutKind: fc.constantFrom('idle' as const, 'since-refresh' as const, 'absolute' as const),
  maxRefreshes: fc.integer({ min: 0, max: 3 }),
  refreshAfterExpiry: fc.boolean(),
})

const STEPS = fc.array(
  fc.oneof(
    fc.record({
      step: fc.constant('wait' as const),
      // Whole limits and their neighbours, so that instants at a limit are common.
      ms: fc
        .tuple(fc.constantFrom(0, 10_000, 20_000, 30_000, 40_000, 60_000), fc.integer({ min: -1, max: 1 }))
        .map(([ms, off]) => Math.max(0, ms + off)),
    }),
    fc.record({ step: fc.constantFrom('request' as const, 'refresh' as const, 'login' as const) }),
  ),
  { maxLength: 40 },
)

type SessionOptions = typeof OPTIONS extends fc.Arbitrary<infer Value> ? Value : never

/** The newest login in four numbers, and what the FMC should make of it. */
class ReferenceSession {
  bornMs = 0
  issuedMs = 0
  usedMs = 0
  refreshes = 0
  readonly #options: SessionOptions

  constructor(nowMs: number, options: SessionOptions) {
    this.bornMs = this.issuedMs = this.usedMs = nowMs
    this.#options = options
  }

  browserOpen(nowMs: number): boolean {
    const sinceMs = { idle: this.usedMs, 'since-refresh': this.issuedMs, absolute: this.bornMs }
    return nowMs - sinceMs[this.#options.browserTimeoutKind] < this.#options.browserTimeoutSec * 1000
  }

  request(nowMs: number): boolean {
    const served = this.#tokenGood(nowMs) && this.browserOpen(nowMs)
    if (served) this.usedMs = nowMs
    return served
  }

  refresh(nowMs: number): boolean {
    const { maxRefreshes, refreshAfterExpiry } = this.#options
    const served =
      this.browserOpen(nowMs) &&
      this.refreshes < maxRefreshes &&
      (refreshAfterExpiry || this.#tokenGood(nowMs))
    if (served) {
      this.refreshes++
      this.issuedMs = this.usedMs = nowMs
    }
    return served
  }

  #tokenGood(nowMs: number): boolean {
    return nowMs - this.issuedMs < this.#options.accessTtlSec * 1000
  }
}

it('answers each request, refresh and login as a model of four instants and a count says', async () => {
  await fc.assert(
    fc.asyncProperty(OPTIONS, STEPS, async (options, steps) => {
      const { clock, fmc, login, get, refresh } = startFmc({ ...options, rate: { enabled: false } })
      let tokens: Tokens = login()
      let model = new ReferenceSession(0, options)
      for (const step of steps) {
        const nowMs = clock.monotonicMs()
        if (step.step === 'wait') {
          await clock.advance(step.ms)
        } else if (step.step === 'login') {
          const old = tokens
          tokens = login()
          model = new ReferenceSession(nowMs, options)
          expect(get(old).status).toBe(401)
        } else if (step.step === 'request') {
          expect(get(tokens).status).toBe(model.request(nowMs) ? 200 : 401)
        } else {
          const response = refresh(tokens)
          expect(response.status).toBe(model.refresh(nowMs) ? 204 : 401)
          if (response.status === 204) tokens = tokensOf(response)
        }
        expect(fmc.sessions().filter(({ state }) => state === 'live').length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 300 },
  )
})

it('does the same again when it is asked the same again', async () => {
  const run = async (steps: { step: string; ms?: number }[]) => {
    const { clock, journal, login, get, refresh } = startFmc()
    let tokens = login()
    for (const { step, ms } of steps) {
      if (step === 'wait') await clock.advance(ms!)
      if (step === 'login') tokens = login()
      if (step === 'request') get(tokens)
      if (step === 'refresh') refresh(tokens)
    }
    return journal.toLines()
  }
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      expect(await run(steps)).toBe(await run(steps))
    }),
    { numRuns: 30 },
  )
})
