import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Baseline, type BaselineEntry } from '../../../conformance/baseline.js'
import { mergeChecks } from '../../../conformance/merging/merge-checks.js'
import { mergeReports } from '../../../conformance/merging/merge-reports.js'
import { reportedCheck } from '../../../conformance/reports/check.js'
import { RUN_FORMATS, type RunFormat } from '../../../conformance/reports/formats.js'
import { MergeError, type MergeProblem } from '../../../conformance/shards/part.js'
import { checkedScenarios, shardsOf } from './check-runs.js'

const TODAY = '2026-06-01'
const FORMATS = Object.keys(RUN_FORMATS) as RunFormat[]
const RULE = 'session.no-expired-token'
const results = await checkedScenarios()

describe('mergeChecks', () => {
  it.each(FORMATS)('reports in %s what the whole run would have reported', (format) => {
    const whole = RUN_FORMATS[format](reportedCheck('apic', results, { file: './late.py' }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.func(fc.nat()), (count, weight) => {
        const shards = shardsOf(results, count).sort((one, other) => weight(one.file) - weight(other.file))
        expect(RUN_FORMATS[format](mergeChecks(shards, TODAY))).toBe(whole)
      }),
      { numRuns: 15 },
    )
  })

  it.each<[string, BaselineEntry]>([
    ['one that fails in some scenarios', { rule: RULE, reason: 'ticket 7', expires: '2026-12-31' }],
    ['one that has expired', { rule: RULE, reason: 'ticket 7', expires: '2026-01-31' }],
    [
      'one that does not fail any more',
      { rule: RULE, scenario: 'absolute', reason: 'ticket 7', expires: '2026-12-31' },
    ],
  ])('says of the entries of a baseline what the whole run says: %s', (_what, entry) => {
    const baseline = new Baseline([entry], TODAY)
    const judged = results.map((each) => ({
      ...each,
      results: baseline.apply(each.results, each.scenario.name),
    }))
    const whole = reportedCheck('apic', judged, { file: './late.py', stale: baseline.stale() })

    expect(mergeChecks(shardsOf(judged, 3, { baseline: [entry] }), TODAY).json()).toEqual(whole.json())
  })
})

describe('reports that are not the shards of one run', () => {
  const [one, two, three] = shardsOf(results, 3) as [Shard, Shard, Shard]
  type Shard = ReturnType<typeof shardsOf>[number]
  const changed = (of: Shard, part: Partial<Shard['part']>) => ({ ...of, part: { ...of.part, ...part } })

  it.each<[MergeProblem, Shard[], string]>([
    ['missing', [one, three], 'found no report on 2/3: run midrun check --shard 2/3'],
    ['overlap', [one, two, one, three], 'found shard 1/3 in shard-1.json and in shard-1.json'],
    ['different', [one, changed(two, { midrun: '1.2.4' }), three], 'another version of Midrun'],
    [
      'different',
      [one, changed(two, { settings: { ...two.part.settings, seed: 5 } }), three],
      'another seed in shard-1.json than in shard-2.json (5)',
    ],
    ['different', [one, ...shardsOf(results, 4).slice(1)], 'another number of shards'],
    ['different', [one, changed(two, { items: ['steady'] }), three], 'another list of what is run'],
    [
      'incomplete',
      [one, { ...two, report: { ...two.report, scenarios: two.report.scenarios.slice(1) } }, three],
      'expected shard 2/3 in shard-2.json to hold absolute: it was interrupted',
    ],
    [
      'overlap',
      [
        one,
        {
          ...two,
          report: {
            ...two.report,
            scenarios: results.map(() => two.report.scenarios[0]!).concat(two.report.scenarios),
          },
        },
        three,
      ],
      'shard 2/3',
    ],
  ])('are refused as %s', (problem, shards, sentence) => {
    const merge = () => mergeChecks(shards, TODAY)
    expect(merge).toThrow(expect.objectContaining({ name: 'MergeError', problem }))
    expect(merge).toThrow(sentence)
  })
})

describe('mergeReports', () => {
  const shards = shardsOf(results, 2)
  const files = shards.map(({ file, report }) => ({ file, text: JSON.stringify(report) }))
  const whole = JSON.stringify(reportedCheck('apic', results).json())

  it('gives every format of the command, and what the run comes to', () => {
    const { conclusion, formats } = mergeReports(files, TODAY)

    expect(conclusion).toBe('violated')
    expect(Object.keys(formats)).toEqual(FORMATS)
  })

  it.each<[MergeProblem, { file: string; text: string }[]]>([
    ['missing', []],
    ['unreadable', [{ file: 'a.json', text: '{' }]],
    ['unreadable', [{ file: 'a.json', text: '{"version":2}' }]],
    ['unreadable', [{ file: 'a.json', text: files[0]!.text.replace('"verdict":"', '"verdict":"un') }]],
    ['not-a-shard', [{ file: 'a.json', text: whole }]],
    ['different', [files[0]!, { file: 'b.json', text: files[1]!.text.replace('"check"', '"suite"') }]],
  ])('refuses what is %s', (problem, given) => {
    expect(() => mergeReports(given, TODAY)).toThrow(MergeError)
    expect(() => mergeReports(given, TODAY)).toThrow(expect.objectContaining({ problem }))
  })
})
