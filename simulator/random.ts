import { createHash } from 'node:crypto'

/**
 * A deterministic stream of random numbers (xoshiro128**). Two streams made from the same seed and name give the
 * same numbers on every machine, and drawing from one never disturbs another.
 */
export class RandomStream {
  readonly #state: Uint32Array

  /**
   * @param seed root seed of the run, any text or number
   * @param name what the stream is for, such as `apic.tokens`
   */
  constructor(seed: string | number, name: string) {
    const digest = createHash('sha256').update(`${seed}\n${name}`).digest()
    this.#state = new Uint32Array([
      digest.readUInt32LE(0),
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12) | 1,
    ])
  }

  /** Next 32 random bits as an unsigned integer. */
  uint32(): number {
    const s = this.#state
    const s1 = s[1]!
    const times5 = Math.imul(s1, 5)
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0
    const shifted = s1 << 9
    s[2]! ^= s[0]!
    s[3]! ^= s1
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= shifted
    const s3 = s[3]!
    s[3] = (s3 << 11) | (s3 >>> 21)
    return result
  }

  /** A number in [0, 1), with 32 bits of resolution; same form as `Math.random`. */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1))
  }

  /** `count` random bytes. */
  bytes(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count)
    let word = 0
    for (let i = 0; i < count; i++) {
      if (i % 4 === 0) word = this.uint32()
      bytes[i] = word & 0xff
      word >>>= 8
    }
    return bytes
  }

  /** A random UUID, version 4, in lower case. */
  uuid(): string {
    const bytes = this.bytes(16)
    bytes[6] = (bytes[6]! & 0x0f) | 0x40
    bytes[8] = (bytes[8]! & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
