import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BlueprintBench } from './blueprint-bench.js'

const WRITERS = ['admin', 'operator', 'second'] as const
type Writer = (typeof WRITERS)[number]

/** Who holds the lock, in a few lines: staged changes belong to who made them, a lock on purpose to who set it. */
class Model {
  changedBy: Writer | undefined
  lockedBy: Writer | undefined
  version = 1
  deployed = 0
  /** Version that a revert goes back to. */
  base = 1

  get holder(): Writer | undefined {
    return this.lockedBy ?? this.changedBy
  }

  keepsOut(who: Writer): boolean {
    return this.holder !== undefined && this.holder !== who
  }

  /** Status of an action, which takes effect where it is good. */
  act(who: Writer, action: Action): number {
    const out = this.keepsOut(who)
    if (action === 'unlock') {
      if (out && who !== 'admin') return 422
      this.lockedBy = undefined
      return 202
    }
    if (action === 'lock') {
      if (out || this.lockedBy !== undefined) return 409
      this.lockedBy = who
      return 202
    }
    if (out && !(action === 'revert' && who === 'admin')) return 409
    if (action === 'stale commit') return 422
    if (action === 'change') {
      this.version++
      this.changedBy = who
    } else {
      if (action === 'commit') this.base = this.deployed = this.version
      else this.version = this.base
      this.changedBy = undefined
    }
    return 202
  }
}

const ACTIONS = ['change', 'commit', 'stale commit', 'revert', 'lock', 'unlock', 'logout'] as const
type Action = (typeof ACTIONS)[number]

const step = fc.record({ who: fc.constantFrom(...WRITERS), action: fc.constantFrom(...ACTIONS) })

it('the lock is held by whoever has staged changes or set it, through any sequence', async () => {
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const bench = new BlueprintBench()
      await bench.create()
      const model = new Model()
      let labels = 0
      const requests: Record<
        Exclude<Action, 'logout'>,
        () => [method: string, path: string, body?: unknown]
      > = {
        change: () => ['PATCH', '/bp', { label: `label ${labels++}` }],
        commit: () => ['PUT', '/bp/deploy', { version: model.version }],
        'stale commit': () => ['PUT', '/bp/deploy', { version: model.version + 1 }],
        revert: () => ['POST', '/bp/revert'],
        lock: () => ['PUT', '/bp/lock-blueprint'],
        unlock: () => ['PUT', '/bp/unlock-blueprint'],
      }
      for (const { who, action } of steps) {
        if (action === 'logout') {
          bench.send('POST', '/api/aaa/logout', { token: bench.tokens[who] })
          bench.tokens[who] = bench.login(who).token
        } else {
          const reply = bench.as(who, ...requests[action]())
          const expected = model.act(who, action)
          expect(reply.status).toBe(expected)
          reached.add(`${action} ${expected}`)
          await bench.clock.advance(3000)
        }
        expect(bench.read('/bp/lock-status', 'admin')).toMatchObject({
          lock_status: model.holder === undefined ? 'unlocked' : 'locked',
          user_id: model.holder === undefined ? null : bench.userId(model.holder),
        })
        expect(bench.read('/bp/diff-status')).toMatchObject({
          staging_version: model.version,
          deployed_version: model.deployed,
        })
      }
    }),
    { numRuns: 100, seed: 5 },
  )
  expect([...reached].sort()).toEqual([
    'change 202',
    'change 409',
    'commit 202',
    'commit 409',
    'lock 202',
    'lock 409',
    'revert 202',
    'revert 409',
    'stale commit 409',
    'stale commit 422',
    'unlock 202',
    'unlock 422',
  ])
})

it('whoever lock-status names may write, and nobody else, while tasks are under way, too', async () => {
  const reached = new Set<string>()
  const overlapping = fc.record({
    who: fc.constantFrom('operator' as const, 'second' as const),
    action: fc.constantFrom('change', 'commit', 'revert'),
    waitMs: fc.constantFrom(0, 50, 100, 2999, 3000),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(overlapping, { minLength: 5, maxLength: 30 }), async (steps) => {
      const bench = new BlueprintBench({ taskQueueLength: 100 })
      await bench.create()
      let labels = 0
      for (const { who, action, waitMs } of steps) {
        const holder = bench.read('/bp/lock-status', 'admin').user_id
        const version = bench.read('/bp/diff-status').staging_version
        const reply =
          action === 'change'
            ? bench.as(who, 'PATCH', '/bp', { label: `label ${labels++}` })
            : action === 'commit'
              ? bench.as(who, 'PUT', '/bp/deploy', { version })
              : bench.as(who, 'POST', '/bp/revert')
        const mayWrite = holder === null || holder === bench.userId(who)
        expect(reply.status === 409).toBe(!mayWrite)
        if (action === 'change' && mayWrite) {
          expect(bench.read('/bp/lock-status', 'admin').user_id).toBe(bench.userId(who))
        }
        reached.add(`${action} ${reply.status}`)
        await bench.clock.advance(waitMs)
      }
      await bench.clock.advance(30 * 3000)
      const { staging_version: staged, deployed_version: deployed } = bench.read('/bp/diff-status')
      // A blueprint that was never committed goes back to its first version.
      const isClean = staged === (deployed === 0 ? 1 : deployed)
      expect(bench.read('/bp/lock-status').lock_status).toBe(isClean ? 'unlocked' : 'locked')
    }),
    { numRuns: 150, seed: 3 },
  )
  // A commit of a version that a task under way has overtaken is refused.
  expect([...reached].sort()).toEqual([
    'change 202',
    'change 409',
    'commit 202',
    'commit 409',
    'commit 422',
    'revert 202',
    'revert 409',
  ])
})
