import { describe, expect, it } from 'vitest'
import { backOffMs } from '../../clients/back-off.js'

const policy = { retries: 9, firstMs: 1000, longestMs: 10_000 }
const WALL_MS = Date.parse('2026-01-01T00:00:00Z')
const reply = (retryAfter?: string) => ({
  status: 429,
  body: '',
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
})

describe('the wait before a retry', () => {
  it.each([
    [0, 0, 1000],
    [0, 1, 1250],
    [2, 0, 4000],
    [4, 0, 10_000],
    [30, 1, 12_500],
  ])('grows with the number %d, is spread by %d, and is %d ms', (retry, chance, ms) => {
    expect(backOffMs(retry, policy, () => chance, reply(), WALL_MS)).toBe(ms)
    expect(backOffMs(retry, policy, () => chance, undefined, WALL_MS)).toBe(ms)
  })

  it.each([
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90_000],
    ['86400', 300_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 1000],
    ['soon', 1000],
    ['0', 1000],
  ])('is what the answer asks for where that can be heeded: %s', (asked, ms) => {
    expect(backOffMs(0, policy, () => 0, reply(asked), WALL_MS)).toBe(ms)
  })
})
