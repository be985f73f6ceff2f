import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isoMicroseconds, MicrosecondClock } from '../../../simulator/apstra/microseconds.js'
import { WebTokenSigner } from '../../../simulator/apstra/web-token.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { RandomStream } from '../../../simulator/random.js'
import { decode } from './apstra-bench.js'

const CLAIMS = {
  username: 'admin',
  userSession: 'f9508837-af80-46ab-be71-57186f4d1f98',
  createdUs: Date.UTC(2021, 11, 28, 18, 54, 5, 321) * 1000 + 452,
}
const SECRET = Buffer.alloc(64, 7)

describe('WebTokenSigner', () => {
  it('writes the token of 4.0 as it was captured', () => {
    const { value, expSeconds } = new WebTokenSigner({
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: 'alg-first',
      tokenClaimOrder: 'created-first',
      tokenTtlSeconds: 86_400,
    }).sign(CLAIMS, SECRET)
    expect(decode(value)).toEqual({
      header: '{"alg":"HS512","typ":"JWT"}',
      payload:
        '{"username":"admin","created_at":"2021-12-28T18:54:05.321452","user_session":"f9508837-af80-46ab-be71-57186f4d1f98","exp":1640804045}',
      lengths: [36, 178, 86],
    })
    expect(expSeconds).toBe(1_640_804_045)
  })

  it('writes the token of 5.x with typ and user_session in front', () => {
    const { value } = new WebTokenSigner({
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: 'typ-first',
      tokenClaimOrder: 'session-first',
      tokenTtlSeconds: 86_400,
    }).sign(CLAIMS, SECRET)
    expect(decode(value)).toEqual({
      header: '{"typ":"JWT","alg":"HS512"}',
      payload:
        '{"username":"admin","user_session":"f9508837-af80-46ab-be71-57186f4d1f98","created_at":"2021-12-28T18:54:05.321452","exp":1640804045}',
      lengths: [36, 178, 86],
    })
  })

  it('signs with HMAC, with a signature of 43 characters under HS256', () => {
    const { value } = new WebTokenSigner({
      tokenAlgorithm: 'HS256',
      tokenHeaderOrder: 'alg-first',
      tokenClaimOrder: 'created-first',
      tokenTtlSeconds: 60,
    }).sign(CLAIMS, SECRET)
    const cut = value.lastIndexOf('.')
    expect(value.slice(cut + 1)).toBe(
      createHmac('sha256', SECRET).update(value.slice(0, cut)).digest('base64url'),
    )
    expect(decode(value).header).toBe('{"alg":"HS256","typ":"JWT"}')
    expect(decode(value).lengths[2]).toBe(43)
  })
})

describe('MicrosecondClock', () => {
  it('gives the millisecond of the wall clock and never the same reading twice', () => {
    const clock = new VirtualClock()
    const microseconds = new MicrosecondClock(clock, new RandomStream(1, 'test'))
    const first = microseconds.nowUs()
    expect(Math.floor(first / 1000)).toBe(clock.wallMs())
    const readings = [first, ...Array.from({ length: 50 }, () => microseconds.nowUs())]
    expect(readings).toEqual(readings.map((_, i) => first + i))
  })

  it('follows the wall clock back when it is stepped', () => {
    const clock = new VirtualClock()
    const microseconds = new MicrosecondClock(clock, new RandomStream(1, 'test'))
    microseconds.nowUs()
    clock.stepWall(-5000)
    expect(Math.floor(microseconds.nowUs() / 1000)).toBe(clock.wallMs())
  })
})

describe('isoMicroseconds', () => {
  it('prints six digits and no zone', () => {
    expect(isoMicroseconds(Date.UTC(2026, 0, 1) * 1000 + 7)).toBe('2026-01-01T00:00:00.000007')
  })
})
