import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsOf, joined, readShard, ShardError, shardText } from '../../../conformance/shards/shard.js'

const items = fc.array(fc.integer(), { maxLength: 60 })
const count = fc.integer({ min: 1, max: 80 })
const shardsOf = (n: number) => Array.from({ length: n }, (_, place) => ({ index: place + 1, count: n }))

describe('itemsOf', () => {
  it('gives each item to one shard, in order, whatever the number of shards', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), count, (length, n) => {
        const whole = Array.from({ length }, (_, place) => place)
        const parts = shardsOf(n).map((shard) => itemsOf(whole, shard))

        expect(parts.flat().sort((one, other) => one - other)).toEqual(whole)
        for (const part of parts) expect(part).toEqual(part.toSorted((one, other) => one - other))
      }),
    )
  })

  it('shares out evenly', () => {
    fc.assert(
      fc.property(items, count, (whole, n) => {
        const lengths = shardsOf(n).map((shard) => itemsOf(whole, shard).length)

        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is undone by joined', () => {
    fc.assert(
      fc.property(items, count, (whole, n) => {
        expect(joined(shardsOf(n).map((shard) => itemsOf(whole, shard)))).toEqual(whole)
      }),
    )
  })

  it('gives all without a shard', () => {
    expect(itemsOf(['a', 'b'], undefined)).toEqual(['a', 'b'])
  })
})

describe('readShard', () => {
  it('reads what shardText writes', () => {
    fc.assert(
      fc.property(count, fc.nat(), (n, place) => {
        const shard = { index: (place % n) + 1, count: n }
        expect(readShard(shardText(shard))).toEqual(shard)
      }),
    )
  })

  it.each(['', '1', '0/3', '4/3', '1/0', '-1/3', '1/3/5', '1/x', '1.5/3', ' 1/3', '1/99999'])(
    'refuses %j',
    (text) => {
      expect(() => readShard(text)).toThrow(ShardError)
    },
  )
})
