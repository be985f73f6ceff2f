import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreOf, scoreText } from '../../../conformance/reports/score.js'
import type { Axis, Level, Rule } from '../../../conformance/rules/rule.js'
import type { RuleResult, RuleVerdict } from '../../../conformance/rules/verdicts.js'
import { runOfEachVerdict } from './reported-runs.js'

const rule = (id: string, level: Level, axis: Axis) => ({ id, level, axis }) as Rule
const result = (verdict: RuleVerdict, of: Rule): RuleResult => ({ rule: of, verdict, findings: [] })

const SERVED = rule('served', 'must', 'caller')
const RENEWED = rule('renewed', 'must', 'manners')
const POLITE = rule('polite', 'should', 'manners')
const FRUGAL = rule('frugal', 'may', 'manners')
const SEEN = rule('seen', 'observe', 'manners')

const verdict = fc.constantFrom<RuleVerdict>('pass', 'advice', 'fail', 'known', 'not-exercised', 'error')
const results = fc.array(
  fc
    .tuple(verdict, fc.constantFrom(SERVED, RENEWED, POLITE, FRUGAL, SEEN))
    .map(([what, of]) => result(what, of)),
)

describe('scoreOf', () => {
  it('weighs rules by level, and both axes alike', () => {
    const score = scoreOf([
      result('pass', SERVED),
      result('fail', RENEWED),
      result('pass', POLITE),
      result('advice', FRUGAL),
    ])
    expect(score).toEqual({
      overall: 64,
      caller: { points: 100, exercised: 1, rules: 1 },
      manners: { points: 28, exercised: 3, rules: 3 },
    })
  })

  it('counts a known failure as a failure, and leaves out what was not judged', () => {
    const score = scoreOf([
      result('known', SERVED),
      result('not-exercised', RENEWED),
      result('error', POLITE),
      result('pass', SEEN),
    ])
    expect(score).toEqual({
      overall: 0,
      caller: { points: 0, exercised: 1, rules: 1 },
      manners: { points: null, exercised: 0, rules: 2 },
    })
  })

  it('counts a rule once, by the worst that any scenario found', () => {
    const score = scoreOf([
      result('not-exercised', RENEWED),
      result('pass', RENEWED),
      result('fail', RENEWED),
      result('error', RENEWED),
      result('pass', POLITE),
      result('pass', POLITE),
    ])
    expect(score.manners).toEqual({ points: 33, exercised: 2, rules: 2 })
  })

  it('is 100 only where there is nothing to find fault with, whatever the order', () => {
    fc.assert(
      fc.property(results, (given) => {
        const score = scoreOf(given)
        const faults = given.some(
          ({ verdict, rule }) => ['fail', 'known', 'advice'].includes(verdict) && rule.level !== 'observe',
        )
        const exercised = score.caller.exercised + score.manners.exercised
        expect(score.overall === 100).toBe(exercised > 0 && !faults)
        expect(score.overall === null).toBe(exercised === 0)
        expect(scoreOf(given.toReversed())).toEqual(score)
      }),
    )
  })
})

describe('scoreText', () => {
  it('shows how much was exercised beside each score', async () => {
    const [scenario] = (await runOfEachVerdict()).scenarios
    expect(scoreText(scoreOf(scenario!.results))).toMatch(
      /^Score: \d+ of 100; what the caller experienced 0 \(1 of 1 rules exercised\), manners toward the controller \d+ \(3 of 5 rules exercised\)\.$/,
    )
    expect(scoreText(scoreOf([]))).toBe('Score: none, for nothing was exercised.')
  })
})
