import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sarifReport } from '../../conformance/reports/sarif.js'
import { hostileText, refusedWith } from '../conformance/reports/hostile-recordings.js'
import { runOfEachVerdict, runThatHasItAll } from '../conformance/reports/reported-runs.js'
import { multitoolInstalled, validateSarif } from './sarif/multitool.js'

/** It takes about a second each time it is started. */
const TEST_LIMIT_MS = 120_000

// Vitest reports how many tests were skipped, and not why.
if (!multitoolInstalled) {
  process.stderr.write('SARIF tests are skipped: run test/third-party/sarif/install\n')
}

/** What is wrong with a log, without notes and without the one warning that is left: the tool has no web page. */
async function wrongWith(log: string): Promise<string[]> {
  const complaints = await validateSarif(log)
  return complaints
    .filter(({ level, message }) => level !== 'note' && message !== 'Warning_ProvideToolnformationUri')
    .map(({ rule, level, message }) => `${level} ${rule}: ${message}`)
}

describe.skipIf(!multitoolInstalled)('SARIF Multitool', () => {
  it(
    'finds nothing wrong with a report of every verdict',
    async () => {
      expect(await wrongWith(sarifReport(await runOfEachVerdict()))).toEqual([])
    },
    TEST_LIMIT_MS,
  )

  it(
    'finds nothing wrong with reports on whatever a client may have sent',
    async () => {
      const samples = fc.sample(fc.tuple(hostileText, hostileText, hostileText), { numRuns: 8, seed: 4 })
      for (const [target, user, reason] of samples) {
        const run = { ...runThatHasItAll(refusedWith(target, user), reason), file: `x${target}` }
        expect(await wrongWith(sarifReport(run))).toEqual([])
      }
    },
    TEST_LIMIT_MS,
  )

  it(
    'would tell if something were wrong',
    async () => {
      const log = JSON.parse(sarifReport(await runOfEachVerdict()))
      log.runs[0].results[1].ruleIndex = 99
      log.runs[0].more = 1
      const wrong = await wrongWith(JSON.stringify(log))
      expect(wrong.map((complaint) => complaint.split(':')[0])).toEqual(['error JSON1005', 'error SARIF1009'])
      log.runs[0].results[0].level = 'terrible'
      await expect(wrongWith(JSON.stringify(log))).rejects.toThrow('did not read')
    },
    TEST_LIMIT_MS,
  )
})
