import { CONTROLLER_KINDS } from '../../simulator/index.js'
import type { CaseResult } from '../suite.js'
import { totalsOf } from './totals.js'

/**
 * Results as JUnit XML: one test suite for each controller, one test case for each case. Advice passes and is told in
 * `system-out`; a case that was not exercised counts as skipped. Times are virtual, in s.
 */
export function junitReport(results: readonly CaseResult[]): string {
  const suites = CONTROLLER_KINDS.flatMap((controller) => {
    const own = results.filter((result) => result.case.controller === controller)
    return own.length === 0 ? [] : [testSuite(controller, own)]
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="midrun suite"${counts(results)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

function testSuite(controller: string, results: readonly CaseResult[]): string {
  return [
    `  <testsuite name="${controller}"${counts(results)}>`,
    ...results.map(testCase),
    '  </testsuite>',
  ].join('\n')
}

function testCase(result: CaseResult): string {
  const { id, case: each, virtualMs } = result
  const className = id.split('.').slice(0, 2).join('.')
  const open = `    <testcase classname="${escaped(className)}" name="${escaped(`${id}: ${each.title}`)}" time="${inSeconds(virtualMs)}"`
  const outcome = outcomeOf(result)
  return outcome === undefined ? `${open}/>` : `${open}>\n      ${outcome}\n    </testcase>`
}

function outcomeOf({
  verdict,
  findings,
  timeLine,
  case: { requirement, source },
}: CaseResult): string | undefined {
  const message = escaped(findings.join('; '))
  const details = escaped(
    [requirement, `Source: ${source}`, ...findings, ...(timeLine === undefined ? [] : [timeLine])].join('\n'),
  )
  switch (verdict) {
    case 'pass':
      return undefined
    case 'fail':
      return `<failure type="must" message="${message}">${details}</failure>`
    case 'error':
      return `<error type="not-judged" message="${message}">${details}</error>`
    case 'not-exercised':
      return `<skipped message="${message}"/>`
    case 'advice':
      return `<system-out>${details}</system-out>`
  }
}

function counts(results: readonly CaseResult[]): string {
  const { fail, error, 'not-exercised': skipped } = totalsOf(results)
  const virtualMs = results.reduce((sum, result) => sum + result.virtualMs, 0)
  return ` tests="${results.length}" failures="${fail}" errors="${error}" skipped="${skipped}" time="${inSeconds(virtualMs)}"`
}

function inSeconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Attribute values would lose these to normalisation.
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Text for XML 1.0, without what it cannot hold: control characters, lone surrogates, U+FFFE and U+FFFF. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"'\n\t]/g, (character) => ENTITIES[character]!)
}
