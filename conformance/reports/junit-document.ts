/** What became of one test case; a case without it passed. */
export type JUnitOutcome =
  | { element: 'failure'; type: string; message: string; details: string }
  | { element: 'error'; type: string; message: string; details: string }
  | { element: 'skipped'; message: string }
  | { element: 'system-out'; details: string }

/** One test case of a JUnit report. */
export interface JUnitCase {
  className: string
  name: string
  /** Time that it took, in ms; virtual where the run was. */
  timeMs: number
  outcome?: JUnitOutcome
}

/** One test suite of a JUnit report. */
export interface JUnitSuite {
  name: string
  cases: readonly JUnitCase[]
}

/** Test suites as JUnit XML, well formed whatever text stands in them. Times are written in s. */
export function junitDocument(name: string, suites: readonly JUnitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}"${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.map(suiteElement),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteElement({ name, cases }: JUnitSuite): string {
  return [
    `  <testsuite name="${escaped(name)}"${counts(cases)}>`,
    ...cases.map(caseElement),
    '  </testsuite>',
  ].join('\n')
}

function caseElement({ className, name, timeMs, outcome }: JUnitCase): string {
  const open = `    <testcase classname="${escaped(className)}" name="${escaped(name)}" time="${inSeconds(timeMs)}"`
  return outcome === undefined ? `${open}/>` : `${open}>\n      ${outcomeElement(outcome)}\n    </testcase>`
}

function outcomeElement(outcome: JUnitOutcome): string {
  const { element } = outcome
  if (element === 'skipped') return `<skipped message="${escaped(outcome.message)}"/>`
  const details = escaped(outcome.details)
  if (element === 'system-out') return `<system-out>${details}</system-out>`
  return `<${element} type="${escaped(outcome.type)}" message="${escaped(outcome.message)}">${details}</${element}>`
}

function counts(cases: readonly JUnitCase[]): string {
  const number = (element: JUnitOutcome['element']) =>
    cases.filter(({ outcome }) => outcome?.element === element).length
  const timeMs = cases.reduce((sum, each) => sum + each.timeMs, 0)
  return ` tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}" time="${inSeconds(timeMs)}"`
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
