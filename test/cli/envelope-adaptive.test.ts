import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { envelopeJsonReportSchema } from '../../conformance/reports/envelope/json.js'
import { installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const REFRESHES = file('../../fixtures/programs/apic_refreshes_in_time.py')
const COMPARES = file('waiting-programs/compares_clocks.py')

/** Limits of a program in adaptive time, by strain; a run takes about a second, on a busy machine several. */
async function limits(strains: readonly string[], command: readonly string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[MAIN, 'envelope', '--controller', 'apic', '--time', 'adaptive', '--json', '-'],
    ...strains.flatMap((name) => ['--strain', name]),
    ...['--', 'python3', ...command],
  ])
  const report = envelopeJsonReportSchema.parse(JSON.parse(stdout))
  expect(report.undisturbed).toBeUndefined()
  return Object.fromEntries(report.strains.map(({ name, ...limit }) => [name, limit]))
}

describe.skipIf(!existsSync(MAIN) || !installed('python3') || !installed('faketime'))(
  'midrun envelope --time adaptive',
  { timeout: 300_000 },
  () => {
    it('finds for how long the machine of a program may sleep, at real lifetimes', async () => {
      const { asleep } = await limits(['asleep'], [REFRESHES])
      // Refreshed at half of its life and each minute looked at, a token of 10 min has 4 to 10 of them left.
      expect(asleep?.survived).toBeLessThan(600_000)
      expect(asleep?.failed).toBeGreaterThan(200_000)
      expect(asleep?.beyond).toMatch(/^GET \/api\/aaaRefresh\.json was refused \(token-expired\)$/)
    })

    it('finds how far a clock may be set, and how much it may drift, in both directions', async () => {
      const found = await limits(
        ['clock-set-forward', 'clock-set-back', 'clock-fast', 'clock-slow'],
        // In half an hour clocks gain 100 s on each other at some 55 000 ppm.
        [COMPARES, '100'],
      )
      for (const name of ['clock-set-forward', 'clock-set-back']) {
        expect(found[name]?.beyond).toBe('the program ended with 1')
        // A Date tells whole seconds, and a busy machine takes some to answer.
        expect(found[name]?.survived).toBeLessThan(110_000)
        expect(found[name]?.failed).toBeGreaterThan(80_000)
      }
      for (const name of ['clock-fast', 'clock-slow']) {
        expect(found[name]?.beyond).toBe('the program ended with 1')
        expect(found[name]?.survived).toBeLessThan(65_000)
        expect(found[name]?.failed).toBeGreaterThan(45_000)
      }
    })
  },
)
