import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable, printableJson } from '../../../conformance/reports/printable.js'
import { reportedRecording } from '../../../conformance/reports/reported-run.js'
import { rulesJsonReport, rulesJsonReportSchema } from '../../../conformance/reports/rules-json.js'
import { runJunitReport } from '../../../conformance/reports/rules-junit.js'
import { rulesReport, ruleText } from '../../../conformance/reports/rules-terminal.js'
import { RULES } from '../../../conformance/rules/index.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { RawClient } from '../rules/raw-client.js'
import { MINUTE } from '../rules/scenario.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { late, named } from './reported-runs.js'
import { parseStrictXml } from './strict-xml.js'

describe('rulesReport', () => {
  it('says what broke each rule, with the exchanges that show it', async () => {
    const recording = await late()
    const rules = named('session.no-expired-token', 'session.token-carried', 'apic.signatures')

    expect(rulesReport(recording, judgeRecording(recording, rules))).toBe(
      [
        'FAIL           session.no-expired-token',
        'pass           session.token-carried',
        '',
        'FAIL: session.no-expired-token',
        '  No request is sent on a token that has run out',
        '  Requirement: No request carries a token, or names a session, whose time is over.',
        '  Remedy: A refused request costs a round trip at best, and is lost at worst. Note when a token was asked for and how long it lives, and renew it before that.',
        '  Source: by construction (confirmed)',
        '  - expected a live session; GET /api/node/mo/uni/tn-common.json?_dc=2 came 25 ms after its end (token-expired)',
        '    | 5 ms  session apic-1 born',
        '    | 10 min 0.025 s  GET /api/node/mo/uni/tn-common.json?_dc=2 -> 403 (refused: token-expired)',
        '',
        'Not exercised:',
        '  apic.signatures: It needs a signed request.',
        '',
        '3 rules on 3 requests: 1 pass, 1 fail, 1 not exercised. The client does not conform.',
        'Score: 50 of 100; what the caller experienced none (0 of 0 rules exercised), manners toward the controller 50 (2 of 3 rules exercised).',
      ].join('\n'),
    )
  })

  it('marks what a rule only observes', async () => {
    const client = new RawClient('apic')
    const session = await client.login()
    await client.wait(9 * MINUTE)
    await client.refresh(session)
    const recording = client.recording()

    const report = rulesReport(recording, judgeRecording(recording, named('apic.refresh-margin')))
    expect(report).toContain('seen: apic.refresh-margin')
    expect(report).toMatch(/the smallest margin of 1 refreshes was 59\.\d+ s/)
  })
})

describe('rulesJsonReport', () => {
  it('has the shape that its schema documents, after a round trip through text', async () => {
    const recording = await late()
    const report = rulesJsonReport(recording, judgeRecording(recording, RULES))

    expect(rulesJsonReportSchema.parse(JSON.parse(printableJson(report)))).toEqual(report)
    expect(report.conclusion).toBe('violated')
    expect(
      report.rules.find(({ id }) => id === 'session.no-expired-token')?.findings[0]?.timeLine,
    ).toHaveLength(2)
  })
})

describe('runJunitReport', () => {
  it('tells each verdict as JUnit does', async () => {
    const recording = await late()
    const rules = named('session.no-expired-token', 'session.token-carried', 'apic.signatures')
    const root = parseStrictXml(
      runJunitReport(reportedRecording(recording, judgeRecording(recording, rules))),
    )
    const cases = root.children.flatMap(({ children }) => children)

    expect(root.attributes).toMatchObject({ name: 'midrun judge', tests: '3', failures: '1', skipped: '1' })
    expect(cases.map(({ attributes, children }) => [attributes.classname, children[0]?.name])).toEqual([
      ['session', 'failure'],
      ['session', undefined],
      ['apic', 'skipped'],
    ])
  })
})

describe('ruleText', () => {
  it('holds all that is written down of a rule', () => {
    const [rule] = named('renewal.single-flight')
    const text = ruleText(rule!)
    for (const part of [rule!.requirement, rule!.remedy, rule!.source, rule!.needs, rule!.notFromHar!]) {
      expect(text).toContain(part)
    }
  })
})

describe('whatever a client sends', () => {
  it('no report holds a control character, a broken tag or a line of the client', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (target, user) => {
        const recording = refusedWith(target, user)
        const results = judgeRecording(recording, named('requests.refusals-bounded', 'caller.refused-served'))
        const text = rulesReport(recording, results)
        const root = parseStrictXml(runJunitReport(reportedRecording(recording, results)))
        const json = printableJson(rulesJsonReport(recording, results))

        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
        expect(text.split('\n').filter((line) => line.startsWith('FAIL: '))).toHaveLength(2)
        expect(root.children[0]?.children.map(({ children }) => children[0]?.name)).toEqual([
          'failure',
          'failure',
        ])
        expect(JSON.parse(json).rules).toHaveLength(2)
      }),
    )
  })

  it('is shown in full where it is harmless', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '<', '&', '\u{1f600}', '"') }), (text) => {
        expect(printable(text)).toBe(text)
      }),
    )
    expect(printable('a\u001b[1m\n\u202e\u009b')).toBe('a\\x1b[1m\\x0a\\u202e\\x9b')
  })
})
