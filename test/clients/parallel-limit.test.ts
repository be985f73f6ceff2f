import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ParallelLimit } from '../../clients/parallel-limit.js'
import { VirtualClock } from '../../simulator/clock/index.js'

describe('a parallel limit', () => {
  it('runs as many at a time as it may, no more, in the order in which they came, failures included', async () => {
    const work = fc.record({
      startMs: fc.nat({ max: 50 }),
      takesMs: fc.nat({ max: 20 }),
      fails: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(work, { maxLength: 20 }),
        async (limit, all) => {
          const clock = new VirtualClock()
          const places = new ParallelLimit(limit)
          let running = 0
          let waiting = 0
          const came: number[] = []
          const began: number[] = []
          const results: Promise<string>[] = []
          for (const [index, { startMs, takesMs, fails }] of all.entries()) {
            clock.setTimer(startMs, () => {
              came.push(index)
              waiting++
              const result = places.run(async () => {
                began.push(index)
                waiting--
                expect(++running).toBeLessThanOrEqual(limit)
                await new Promise<void>((resolve) => clock.setTimer(takesMs, resolve))
                running--
                if (fails) throw new Error(`failed ${index}`)
                return `done ${index}`
              })
              results.push(result.catch((error: Error) => error.message))
            })
          }
          for (let ms = 0; ms < 500; ms++) {
            await clock.advance(1)
            expect(waiting === 0 || running === limit).toBe(true)
          }
          expect(began).toEqual(came)
          expect(await Promise.all(results)).toEqual(
            came.map((index) => `${all[index]!.fails ? 'failed' : 'done'} ${index}`),
          )
        },
      ),
      { numRuns: 20 },
    )
  })
})
