import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sarifReport } from '../../../conformance/reports/sarif.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runOfRefusals, runThatHasItAll } from './reported-runs.js'
import { sarifSchema } from './sarif-schema.js'

const read = (text: string) => sarifSchema.parse(JSON.parse(text)).runs[0]!

/** What a viewer makes of a message: an unescaped bracket would begin a link, a single brace a placeholder. */
const hasMarkup = (text: string) =>
  /[[\]]/.test(text.replaceAll(/\\[\\[\]]/g, '')) || /[{}]/.test(text.replaceAll(/\{\{|\}\}/g, ''))

describe('sarifReport', () => {
  it('has a result for each rule that found something, and suppresses what is known', async () => {
    const { results, tool, invocations } = read(sarifReport(await runOfEachVerdict()))

    expect(results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.[0]])).toEqual([
      ['session.no-expired-token', 'error', undefined],
      ['requests.back-off', 'warning', undefined],
      [
        'caller.refused-served',
        'error',
        {
          kind: 'external',
          status: 'accepted',
          justification: 'The vendor has a fix # soon (until 2026-12-31)',
        },
      ],
    ])
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    expect(invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'apic: renewal.single-flight could not be judged: it failed by itself',
    ])
  })

  it('shows the exchanges as a flow, and names the file by a relative URI', async () => {
    const [failed] = read(sarifReport(await runOfEachVerdict())).results

    expect(failed?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'late%20journal.jsonl' },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: 'apic', kind: 'module' }],
      },
    ])
    expect(
      failed?.codeFlows[0]?.threadFlows[0]?.locations.map(({ location }) => location.message?.text),
    ).toEqual([
      '5 ms  session apic-1 born',
      '10 min 0.025 s  GET /api/node/mo/uni/tn-common.json?_dc=2 -> 403 (refused: token-expired)',
    ])
  })

  it('is valid, without links or placeholders, whatever a client sent', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (target, user, reason) => {
        const run = runThatHasItAll(refusedWith(target, user), reason)
        const { results, invocations } = read(sarifReport({ ...run, file: `x${target}` }))
        const texts = [
          ...results.flatMap(({ message, codeFlows }) => [
            message.text,
            ...codeFlows.flatMap(({ threadFlows }) =>
              threadFlows.flatMap(({ locations }) => locations.map(({ location }) => location.message!.text)),
            ),
          ]),
          ...invocations[0]!.toolExecutionNotifications.map(({ message }) => message.text),
        ]

        expect(texts.filter(hasMarkup)).toEqual([])
        expect(results.map(({ ruleId }) => ruleId)).toEqual([
          'requests.refusals-bounded',
          'caller.refused-served',
          'baseline.stale',
          'baseline.stale',
        ])
      }),
    )
  })

  it('names a file of the machine by a file URI', () => {
    const run = { ...runOfRefusals(refusedWith('/a', 'GET')), file: '/tmp/a b.py' }
    expect(read(sarifReport(run)).results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(
      'file:///tmp/a%20b.py',
    )
  })
})
