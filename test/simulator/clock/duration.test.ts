import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDurationMs } from '../../../simulator/clock/index.js'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

describe('a duration', () => {
  it('is read in each unit', () => {
    const unit = fc.constantFrom(...(Object.keys(UNITS) as (keyof typeof UNITS)[]))
    fc.assert(
      fc.property(fc.nat(), unit, (count, name) => {
        expect(parseDurationMs(`${count}${name}`)).toBe(count * UNITS[name])
      }),
    )
    expect(parseDurationMs('1.5h')).toBe(5_400_000)
  })

  it.each(['', '10', 'm', '-5s', '5 s', '1e3ms', '5S', '1h30m', '.5s', '5s '])('is not %j', (text) => {
    expect(() => parseDurationMs(text)).toThrow(
      new RangeError(`expected a duration such as 250ms, 90s, 10m or 24h, found ${JSON.stringify(text)}`),
    )
  })

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1 s'],
    [59_999, '59.999 s'],
    [60_000, '1 min'],
    [598_500, '9 min 58.5 s'],
    [3_600_000, '1 h'],
    [86_340_000, '23 h 59 min'],
    [-1500, '-1.5 s'],
  ])('of %d ms is written %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('below an hour is written so that it can be read back', () => {
    const minutesAndSeconds = /^(?:([\d.]+) min ?)?(?:([\d.]+) s)?(?:([\d.]+) ms)?$/
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_599_999 }), (ms) => {
        const [, minutes, seconds, rest] = minutesAndSeconds.exec(formatDuration(ms))!
        const parts = [minutes && `${minutes}m`, seconds && `${seconds}s`, rest && `${rest}ms`]
        const readMs = parts.reduce((sum, part) => sum + (part ? parseDurationMs(part) : 0), 0)
        expect(readMs).toBeCloseTo(ms, 6)
      }),
    )
  })
})
