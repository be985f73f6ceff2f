import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ProgramStrain, programStrains } from '../../../conformance/envelope/program-strains.js'

const WORK = { tokenSeconds: 600, durationSeconds: 1800 }
const SLOW_WORK = { tokenSeconds: 10, durationSeconds: 30 }

function strain(name: string, jumps = true): ProgramStrain {
  return programStrains({ work: WORK, slowWork: SLOW_WORK, jumps }).find((each) => each.name === name)!
}

describe('strains on programs', () => {
  it.each([
    ['clock-ahead', 'clock-behind'],
    ['clock-set-forward', 'clock-set-back'],
    ['clock-fast', 'clock-slow'],
  ])('%s is the opposite of %s', (one, other) => {
    const forth = moved(strain(one), 5000)
    const back = moved(strain(other), 5000)
    expect(forth.map((amount, index) => amount + back[index]!)).toEqual([0, 0, 0])
    expect(forth.toSorted((a, b) => a - b)).toEqual([0, 0, 5000])
  })

  it('has a machine sleep at the same time of the work, and lets the program be awake for as long as without', () => {
    const seconds = fc.integer({ min: 1, max: 4 * 86_400 })
    fc.assert(
      fc.property(seconds, (asleep) => {
        const { durationSeconds = 0, scenario } = strain('asleep').circumstances(asleep * 1000)
        const { at, tokenLives } = scenario!.suspend!
        expect(at * durationSeconds).toBeCloseTo(0.4 * WORK.durationSeconds)
        expect(tokenLives * WORK.tokenSeconds).toBeCloseTo(asleep)
        expect(durationSeconds - asleep).toBe(WORK.durationSeconds)
      }),
    )
  })

  it('has no machine sleep for days where that takes days', () => {
    expect(strain('asleep', true).range.largest).toBe(4 * 86_400_000)
    expect(strain('asleep', false).range.largest).toBe(2 * WORK.tokenSeconds * 1000)
  })

  it('slows replies down to a token that is as short-lived as it has to be', () => {
    const { range, circumstances } = strain('latency')
    expect(circumstances(1000)).toMatchObject(SLOW_WORK)
    expect(range.largest).toBe(SLOW_WORK.tokenSeconds * 1000)
  })
})

/** By how much clocks are off, drift and are set, in ms, ppm and ms. */
function moved({ circumstances }: ProgramStrain, value: number): number[] {
  const { clocks, scenario } = circumstances(value)
  const stepMs = clocks?.steps.reduce((sum, { ms }) => sum + ms, 0) ?? 0
  return [scenario?.clockOffsetMs ?? 0, clocks?.driftPpm ?? 0, stepMs]
}
