import { describe, expect, it } from 'vitest'
import { checkJsonReportSchema, reportedCheck } from '../../../conformance/reports/check.js'
import { ENVELOPE_FORMATS } from '../../../conformance/reports/envelope/formats.js'
import { RUN_FORMATS } from '../../../conformance/reports/formats.js'
import { runJunitReport } from '../../../conformance/reports/rules-junit.js'
import { runTerminalReport } from '../../../conformance/reports/run-terminal.js'
import { checkResults } from './check-results.js'
import { envelopeWith, nothingMeasured } from './envelope/envelopes.js'
import { parseStrictXml } from './strict-xml.js'

const STALE = [{ rule: 'clock.drift', reason: 'ticket 7', expires: '2026-01-01', why: 'expired' as const }]

describe('reportedCheck', () => {
  it('tells each scenario on a terminal, then what all of them come to', async () => {
    const text = runTerminalReport(reportedCheck('apic', await checkResults(), { stale: STALE }))

    expect(text).toContain(
      'apic.steady: Nothing happens but time.\nReal time; tokens live 10 s, the program is to work for 30 s. It ended with 0 after 30 s. Answers were at most 20 ms late in its time.',
    )
    expect(text).toContain(
      'Not judged. The program sent no request, and ended with 2. It finds the controller by MIDRUN_URL.',
    )
    expect(text.split('\n\n').slice(-2)).toEqual([
      'Stale entries of the baseline:\n  clock.drift was known until 2026-01-01 only (ticket 7)',
      '2 scenarios: 1 pass, 1 fail. The client does not conform.\nScore: 50 of 100; what the caller experienced none (0 of 0 rules exercised), manners toward the controller 50 (2 of 2 rules exercised).',
    ])
  })

  it('gives JSON of the shape that its schema documents', async () => {
    const value = reportedCheck('apic', await checkResults(), { stale: STALE }).json()
    const report = checkJsonReportSchema.parse(JSON.parse(JSON.stringify(value)))

    expect(report.staleBaseline).toEqual(STALE)
    expect(
      report.scenarios.map(({ name, exitCode, notJudged }) => [name, exitCode, notJudged === undefined]),
    ).toEqual([
      ['steady', 0, true],
      ['restart', 2, false],
    ])
  })

  it('shows what midrun envelope does of the same envelope, in each format that has both', async () => {
    const envelope = envelopeWith('/a')
    const run = reportedCheck('apic', await checkResults(), { envelope })
    const { json, terminal, markdown, html } = RUN_FORMATS

    expect(JSON.parse(json(run)).envelope).toEqual(JSON.parse(ENVELOPE_FORMATS.json(envelope)))
    expect(terminal(run)).toContain(ENVELOPE_FORMATS.terminal(envelope))
    const [, ...lines] = ENVELOPE_FORMATS.markdown(envelope).split('\n')
    expect(markdown(run)).toContain(`### What the client survives\n${lines.join('\n')}`)
    const [section] = /<section id="envelope".*<\/section>/s.exec(ENVELOPE_FORMATS.html(envelope))!
    expect(html(run)).toContain(section)
    expect(html(run)).toContain('<a href="#envelope">')
  })

  it('concludes the same with an envelope as without', async () => {
    const [judged] = await checkResults()
    const passing = [{ ...judged!, results: judged!.results.filter(({ verdict }) => verdict === 'pass') }]
    const envelope = nothingMeasured('GET /a was refused')

    expect(reportedCheck('apic', passing, { envelope }).conclusion).toBe('conforms')
  })

  it('counts in JUnit what could not be judged as an error, and a stale entry as a failure', async () => {
    const root = parseStrictXml(runJunitReport(reportedCheck('apic', await checkResults(), { stale: STALE })))

    expect(root.attributes).toMatchObject({ tests: '4', failures: '2', errors: '1' })
    expect(root.children.map(({ attributes }) => attributes.name)).toEqual([
      'apic.steady',
      'apic.restart',
      'baseline',
    ])
  })

  it('fails a run that holds otherwise when the baseline is stale', async () => {
    const [judged] = await checkResults()
    const passing = [{ ...judged!, results: judged!.results.filter(({ verdict }) => verdict === 'pass') }]

    expect(reportedCheck('apic', passing).conclusion).toBe('conforms')
    expect(reportedCheck('apic', passing, { stale: STALE }).conclusion).toBe('violated')
  })
})
