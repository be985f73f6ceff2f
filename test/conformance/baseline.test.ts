import { describe, expect, it } from 'vitest'
import { Baseline, BaselineError, readBaseline } from '../../conformance/baseline.js'
import { RULES } from '../../conformance/rules/index.js'
import type { RuleResult, RuleVerdict } from '../../conformance/rules/verdicts.js'

const RULE = 'renewal.single-flight'
const entry = (parts: object = {}) => ({ rule: RULE, reason: 'ticket 7', expires: '2026-12-31', ...parts })
const result = (verdict: RuleVerdict, id = RULE): RuleResult => ({
  rule: RULES.find((rule) => rule.id === id)!,
  verdict,
  findings: [],
})

/** Verdicts and stale entries of one rule in scenarios one after the other. */
function judged(entries: object[], runs: [string | undefined, RuleVerdict][], today = '2026-06-01') {
  const baseline = new Baseline(readBaseline(JSON.stringify(entries)), today)
  const verdicts = runs.map(([scenario, verdict]) => baseline.apply([result(verdict)], scenario)[0]!.verdict)
  return { verdicts, stale: baseline.stale().map(({ scenario, why }) => [scenario, why]) }
}

describe('a known failure', () => {
  it('is marked with its reason and its last day', () => {
    const baseline = new Baseline(readBaseline(JSON.stringify([entry()])), '2026-06-01')
    expect(baseline.apply([result('fail')], 'steady')).toEqual([
      { ...result('known'), known: { reason: 'ticket 7', expires: '2026-12-31' } },
    ])
  })

  it.each([
    [
      'in any scenario, and in none',
      entry(),
      [
        ['steady', 'fail'],
        [undefined, 'fail'],
      ],
      ['known', 'known'],
    ],
    [
      'in its scenario only',
      entry({ scenario: 'restart' }),
      [
        ['restart', 'fail'],
        ['steady', 'fail'],
      ],
      ['known', 'fail'],
    ],
  ] as [string, object, [string | undefined, RuleVerdict][], RuleVerdict[]][])(
    'counts %s',
    (_what, one, runs, verdicts) => {
      expect(judged([one], runs)).toEqual({ verdicts, stale: [] })
    },
  )

  it('leaves other rules and other verdicts alone', () => {
    const others = [result('fail', 'renewal.before-expiry'), result('error'), result('advice')]
    expect(new Baseline(readBaseline(JSON.stringify([entry()])), '2026-06-01').apply(others)).toEqual(others)
  })

  it('holds on its last day, and not on the next', () => {
    expect(judged([entry()], [['steady', 'fail']], '2026-12-31')).toEqual({ verdicts: ['known'], stale: [] })
    expect(judged([entry()], [['steady', 'fail']], '2027-01-01')).toEqual({
      verdicts: ['fail'],
      stale: [[undefined, 'expired']],
    })
  })
})

describe('an entry', () => {
  it.each([
    [
      'holds in every scenario',
      [
        ['steady', 'pass'],
        ['restart', 'pass'],
      ],
      [[undefined, 'no-longer-fails']],
    ],
    [
      'still fails in one of them',
      [
        ['steady', 'pass'],
        ['restart', 'fail'],
      ],
      [],
    ],
    ['was not exercised', [['steady', 'not-exercised']], []],
    ['could not be judged', [['steady', 'error']], []],
  ] as [string, [string, RuleVerdict][], unknown][])(
    'is stale when its rule was exercised and never fails: %s',
    (_what, runs, stale) => {
      expect(judged([entry()], runs).stale).toEqual(stale)
    },
  )

  it('for a scenario goes before the one for any', () => {
    const entries = [entry(), entry({ scenario: 'restart' })]
    expect(
      judged(entries, [
        ['restart', 'pass'],
        ['steady', 'fail'],
      ]),
    ).toEqual({
      verdicts: ['pass', 'known'],
      stale: [['restart', 'no-longer-fails']],
    })
  })
})

describe('readBaseline', () => {
  it.each([
    ['{', /^expected JSON: /],
    ['{}', /^expected a list of entries .*; at the top: /],
    [JSON.stringify([entry({ reason: ' ' })]), /at 0\.reason: /],
    [JSON.stringify([entry({ expires: '31.12.2026' })]), /at 0\.expires: /],
    [JSON.stringify([entry({ rule: 'renewal.none' })]), /^expected the id of a rule, found "renewal\.none"/],
    [
      JSON.stringify([entry({ scenario: 'calm' })]),
      /^expected one of the scenarios steady, .*, found "calm"$/,
    ],
    [
      JSON.stringify([entry(), entry()]),
      /^expected one entry for renewal\.single-flight in a scenario, found two$/,
    ],
  ])('says what it expected of %s', (text, message) => {
    expect(() => readBaseline(text)).toThrow(BaselineError)
    expect(() => readBaseline(text)).toThrow(message)
  })
})
