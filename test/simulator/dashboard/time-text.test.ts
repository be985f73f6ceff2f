import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ago, countdown, jumped, spelled, timeOfDay } from '../../../simulator/dashboard/model/time-text.js'

describe('countdown', () => {
  it.each([
    [0, '0:00'],
    [-5, '0:00'],
    [1, '1 ms'],
    [999, '999 ms'],
    [1000, '0:01'],
    [1001, '0:02'],
    [599_999, '10:00'],
    [600_000, '10:00'],
    [3_600_000, '1:00:00'],
    [86_400_000, '24:00:00'],
    [3 * 86_400_000 + 4 * 3_600_000, '3 d 4 h'],
  ])('shows %d ms as %s', (leftMs, text) => expect(countdown(leftMs)).toBe(text))

  it('says 0:00 only when nothing is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (leftMs) => countdown(leftMs) !== '0:00'),
    )
  })
})

describe('durations in sentences', () => {
  it.each([
    [999, '999 ms'],
    [45_000, '45 s'],
    [1500, '1.5 s'],
    [600_000, '10:00 min'],
    [599_800, '10:00 min'],
    [5_400_000, '1:30:00 h'],
    [86_400_000, '24 h'],
    [172_800_000, '2 d'],
  ])('%d ms: %s', (ms, text) => expect(spelled(ms)).toBe(text))

  it('tells how far a clock was moved, and how long ago something was', () => {
    expect([jumped(1), jumped(600_000), jumped(95_000), jumped(90_061_001), jumped(0)]).toEqual([
      '+1 ms',
      '+10 m',
      '+1 m 35 s',
      '+1 d 1 h',
      '+0 s',
    ])
    expect([ago(10), ago(12_345), ago(200_000), ago(8_000_000), ago(3e8)]).toEqual([
      'just now',
      '12 s ago',
      '3 min ago',
      '2 h ago',
      '3 d ago',
    ])
    expect(timeOfDay(Date.parse('2026-11-22T09:10:03.004Z'), true)).toBe('09:10:03.004')
  })
})
