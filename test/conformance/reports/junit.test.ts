import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { junitReport } from '../../../conformance/reports/junit.js'
import { RESULTS } from './results.js'
import { parseStrictXml } from './strict-xml.js'

describe('junitReport', () => {
  it('has a suite for each controller, and counts what stands in it', () => {
    const root = parseStrictXml(junitReport(RESULTS))
    expect([root.name, root.attributes]).toEqual([
      'testsuites',
      { name: 'midrun suite', tests: '5', failures: '1', errors: '1', skipped: '1', time: '2400.100' },
    ])
    expect(root.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'apic', tests: '3', failures: '1', errors: '0', skipped: '0', time: '1800.075' },
      { name: 'fmc', tests: '1', failures: '0', errors: '0', skipped: '1', time: '600.025' },
      { name: 'apstra', tests: '1', failures: '0', errors: '1', skipped: '0', time: '0.000' },
    ])
  })

  it('tells each verdict as JUnit does', () => {
    const cases = parseStrictXml(junitReport(RESULTS)).children.flatMap(({ children }) => children)
    expect(
      cases.map(({ attributes, children: [outcome] }) => [
        attributes.classname,
        outcome?.name,
        outcome?.attributes,
      ]),
    ).toEqual([
      ['apic.refresh', undefined, undefined],
      [
        'apic.refresh',
        'failure',
        { type: 'must', message: 'expected: at most 1 login; found: 2, at 0 ms, 2 s' },
      ],
      ['apic.refresh', 'system-out', {}],
      ['fmc.limits', 'skipped', { message: 'the client never reached a limit of the controller' }],
      ['apstra.login', 'error', { type: 'not-judged', message: 'TypeError: no such option' }],
    ])
    expect(cases[1]?.children[0]?.text).toContain('plan: apic\n  step 1: read')
  })

  it('keeps hostile characters, and drops those that XML cannot hold', () => {
    const hostile = 'a<b>&"\'\n\t]]>\u0000\u001b[31m\ud800\ufffe\u{1f600}'
    const [, failed] = RESULTS
    const root = parseStrictXml(junitReport([{ ...failed!, findings: [hostile] }]))
    const [failure] = root.children[0]!.children[0]!.children
    expect(failure?.attributes.message).toBe('a<b>&"\'\n\t]]>[31m\u{1f600}')
    expect(failure?.text).toContain('a<b>&"\'\n\t]]>[31m\u{1f600}')
  })

  it('is well-formed XML for any text', () => {
    const [, failed] = RESULTS
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (finding, timeLine) => {
        const root = parseStrictXml(junitReport([{ ...failed!, findings: [finding], timeLine }]))
        return root.children[0]?.children[0]?.children[0]?.name === 'failure'
      }),
    )
  })

  it('is well-formed without results', () => {
    expect(parseStrictXml(junitReport([])).children).toEqual([])
  })
})
