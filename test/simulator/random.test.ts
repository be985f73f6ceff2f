import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../simulator/random.js'

/** xoshiro128** in exact arithmetic, as its authors define it. */
function* reference(seed: string, name: string): Generator<number> {
  const mask = 0xffff_ffffn
  const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & mask
  const digest = createHash('sha256').update(`${seed}\n${name}`).digest()
  const s = [0, 4, 8, 12].map((at) => BigInt(digest.readUInt32LE(at)))
  s[3] = s[3]! | 1n
  for (;;) {
    yield Number((rotate((s[1]! * 5n) & mask, 7n) * 9n) & mask)
    const shifted = (s[1]! << 9n) & mask
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= shifted
    s[3] = rotate(s[3]!, 11n)
  }
}

describe('a random stream', () => {
  it('is xoshiro128** seeded from the digest of seed and name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, name) => {
        const stream = new RandomStream(seed, name)
        const numbers = reference(seed, name)
        for (let i = 0; i < 20; i++) expect(stream.uint32()).toBe(numbers.next().value)
      }),
      { numRuns: 30 },
    )
  })

  it('differs by seed and by name', () => {
    const first = (seed: string | number, name: string) => new RandomStream(seed, name).uint32()
    const firsts = [first(1, 'a'), first(2, 'a'), first(1, 'b'), first('x', 'a')]
    expect(new Set(firsts).size).toBe(firsts.length)
    expect(first(1, 'a')).toBe(first('1', 'a'))
  })

  it('keeps to the bounds of integers and reaches both', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 3 }), (min, width) => {
        const stream = new RandomStream('bounds', `${min} ${width}`)
        const drawn = new Set(Array.from({ length: 200 }, () => stream.integer(min, min + width)))
        const all = Array.from({ length: width + 1 }, (_, i) => min + i)
        expect([...drawn].sort((a, b) => a - b)).toEqual(all)
      }),
      { numRuns: 30 },
    )
  })

  it('gives fractions from 0 up to but without 1', () => {
    const stream = new RandomStream(1, 'fractions')
    const drawn = Array.from({ length: 2000 }, () => stream.fraction())
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...drawn)).toBeLessThan(1)
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03)
  })

  it('gives as many bytes as asked for, made of its numbers', () => {
    const words = new RandomStream(7, 'bytes')
    const expected = Buffer.alloc(8)
    expected.writeUInt32LE(words.uint32(), 0)
    expected.writeUInt32LE(words.uint32(), 4)
    expect(new RandomStream(7, 'bytes').bytes(7)).toEqual(expected.subarray(0, 7))
    expect(new RandomStream(7, 'bytes').bytes(0)).toHaveLength(0)
  })

  it('gives UUIDs of version 4', () => {
    const stream = new RandomStream(1, 'uuids')
    const uuids = Array.from({ length: 100 }, () => stream.uuid())
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(new Set(uuids).size).toBe(100)
  })
})
