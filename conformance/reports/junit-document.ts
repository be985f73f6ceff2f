import { xmlText } from './xml-text.js'

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
    `<testsuites name="${xmlText(name)}"${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.map(suiteElement),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteElement({ name, cases }: JUnitSuite): string {
  return [
    `  <testsuite name="${xmlText(name)}"${counts(cases)}>`,
    ...cases.map(caseElement),
    '  </testsuite>',
  ].join('\n')
}

function caseElement({ className, name, timeMs, outcome }: JUnitCase): string {
  const open = `    <testcase classname="${xmlText(className)}" name="${xmlText(name)}" time="${inSeconds(timeMs)}"`
  return outcome === undefined ? `${open}/>` : `${open}>\n      ${outcomeElement(outcome)}\n    </testcase>`
}

function outcomeElement(outcome: JUnitOutcome): string {
  const { element } = outcome
  if (element === 'skipped') return `<skipped message="${xmlText(outcome.message)}"/>`
  const details = xmlText(outcome.details)
  if (element === 'system-out') return `<system-out>${details}</system-out>`
  return `<${element} type="${xmlText(outcome.type)}" message="${xmlText(outcome.message)}">${details}</${element}>`
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
