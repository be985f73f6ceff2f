import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLimit, type SearchRange } from '../../../conformance/envelope/find-limit.js'

/** Looks for the limit of something that survives values up to a threshold, and keeps what was tried. */
async function search(range: SearchRange, threshold: number) {
  const tried: number[] = []
  const limit = await findLimit(range, async (value) => {
    tried.push(value)
    return value <= threshold
  })
  return { limit, tried }
}

const ranges = fc
  .record({
    steps: fc.integer({ min: 1, max: 100 }),
    factor: fc.integer({ min: 1, max: 100_000 }),
    step: fc.integer({ min: 1, max: 50 }),
    climb: fc.integer({ min: 2, max: 20 }),
  })
  .map(({ steps, factor, step, climb }) => ({
    smallest: steps * step,
    largest: steps * step * factor,
    step,
    climb,
  }))

describe('findLimit', () => {
  it('climbs to the first value that is not survived, and bisects below it', async () => {
    const { limit, tried } = await search({ smallest: 1, largest: 1000, step: 1 }, 90)
    expect(tried).toEqual([1, 4, 16, 64, 256, 128, 91, 76, 83, 87, 89, 90])
    expect(limit).toEqual({ survived: 90, failed: 91, tried: 12 })
  })

  it('ends where both sides are close enough', async () => {
    const { limit } = await search({ smallest: 100, largest: 60_000, step: 10, ratio: 1.25 }, 5000)
    expect(limit).toEqual({ survived: 4530, failed: 5380, tried: 7 })
  })

  it('says when even the largest is survived, or not even the smallest', async () => {
    const range = { smallest: 2, largest: 100, step: 1 }
    expect((await search(range, 100)).limit).toEqual({ survived: 100, tried: 4 })
    expect((await search(range, 1)).limit).toEqual({ failed: 2, tried: 1 })
  })

  it('is right to the step, tries nothing twice, and stays in its range', async () => {
    await fc.assert(
      fc.asyncProperty(ranges, fc.double({ min: 0, max: 1.1, noNaN: true }), async (range, share) => {
        const threshold = Math.exp(share * Math.log(range.largest + 1))
        const { limit, tried } = await search(range, threshold)
        const { survived, failed } = limit

        expect(survived ?? 0).toBeLessThanOrEqual(threshold)
        expect(failed ?? Number.POSITIVE_INFINITY).toBeGreaterThan(threshold)
        if (survived !== undefined && failed !== undefined) expect(failed - survived).toBe(range.step)
        if (survived === undefined) expect(failed).toBe(range.smallest)
        if (failed === undefined) expect(survived).toBe(range.largest)
        expect(new Set(tried).size).toBe(tried.length)
        expect(tried.every((value) => value >= range.smallest && value <= range.largest)).toBe(true)
        expect(tried.every((value) => value % range.step === 0)).toBe(true)
        expect(limit.tried).toBe(tried.length)
      }),
    )
  })
})
