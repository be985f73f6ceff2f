import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { Parser } from 'tap-parser'
import { describe, expect, it } from 'vitest'
import { reportedCheck } from '../../../conformance/reports/check.js'
import { jsonSchemaOf } from '../../../conformance/reports/json-schemas.js'
import { printableJson } from '../../../conformance/reports/printable.js'
import { runJunitReport } from '../../../conformance/reports/rules-junit.js'
import { tapReport } from '../../../conformance/reports/tap.js'
import { checkResults } from './check-results.js'
import { envelopeWith } from './envelope/envelopes.js'
import { hostileText, refusedWith } from './hostile-recordings.js'
import { runOfEachVerdict, runThatHasItAll } from './reported-runs.js'

const hostileRun = fc
  .tuple(hostileText, hostileText, hostileText)
  .map(([target, user, reason]) => runThatHasItAll(refusedWith(target, user), reason))

/** Reads a document of TAP as tap-parser does, strictly: what is no TAP counts as a failure. */
function readTap(document: string) {
  let strays = 0
  const parser = new Parser({ strict: true })
  parser.on('extra', () => strays++)
  parser.on('child', (child) => child.on('extra', () => strays++))
  parser.end(document)
  return { results: parser.results!, strays }
}

describe('tap-parser', () => {
  it('counts what a report of every verdict says', async () => {
    const { results, strays } = readTap(tapReport(await runOfEachVerdict()))

    expect(results).toMatchObject({ count: 1, pass: 0, fail: 1, ok: false, bailout: false })
    expect(strays).toBe(0)
    // The scenario alone fails: each failure inside it was told by its own subtest.
    expect(results.failures.map(({ name }) => name)).toEqual(['apic'])
  })

  it('reads whatever a client may have sent without a stray line', () => {
    fc.assert(
      fc.property(hostileRun, (run) => {
        const { results, strays } = readTap(tapReport(run))
        expect([results.count, results.plan.end, results.bailout, strays]).toEqual([3, 3, false, 0])
      }),
    )
  })
})

describe('fast-xml-parser', () => {
  it('finds each JUnit report well formed', async () => {
    expect(XMLValidator.validate(runJunitReport(await runOfEachVerdict()))).toBe(true)
    fc.assert(fc.property(hostileRun, (run) => XMLValidator.validate(runJunitReport(run)) === true))
  })
})

describe('ajv', () => {
  /** Checks a value that went through text by a JSON Schema that did. */
  function problems(what: 'check' | 'judge', value: unknown): unknown[] {
    const ajv = new Ajv2020({ allErrors: true, strict: true })
    addFormats.default(ajv)
    const validate = ajv.compile(JSON.parse(JSON.stringify(jsonSchemaOf(what))))
    validate(JSON.parse(printableJson(value)))
    return validate.errors ?? []
  }

  it('finds the report of midrun judge as its JSON Schema says', async () => {
    expect(problems('judge', (await runOfEachVerdict()).json())).toEqual([])
    fc.assert(
      fc.property(hostileRun, (run) => {
        expect(problems('judge', run.json())).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  it('finds the report of midrun check as its JSON Schema says', async () => {
    const stale = [
      { rule: 'clock.drift', reason: 'ticket 7', expires: '2026-01-01', why: 'expired' as const },
    ]
    const envelope = envelopeWith('/a')
    const report = reportedCheck('apic', await checkResults(), { stale, envelope }).json() as Record<
      string,
      unknown
    >

    expect(problems('check', report)).toEqual([])
    expect(problems('check', { ...report, conclusion: 'fine' })).not.toEqual([])
    expect(problems('check', { ...report, envelope: { version: 1 } })).not.toEqual([])
    expect(problems('check', { ...report, more: 1 })).not.toEqual([])
  })
})
