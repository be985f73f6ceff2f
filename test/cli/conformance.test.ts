import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, runMidrun } from './run-midrun.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-conformance-'))
  const reference = pathToFileURL(built('conformance/reference-clients.js')).href
  await writeFile(
    join(folder, 'apstra-only.mjs'),
    `export { createReferenceClient as createClient } from '${reference}'; export const controllers = ['apstra']`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun conformance` in a folder of its own. */
const conformance = (...options: string[]) => runMidrun(['conformance', ...options], { cwd: folder })

/** Rows of the table that a run ends in, each as its cells. */
function tableOf(stdout: string): string[][] {
  const lines = stdout.split('\n')
  const head = lines.findIndex((line) => line.startsWith('controller '))
  return lines.slice(head, lines.indexOf('', head)).map((line) => line.split(/ {2,}/))
}

describe.skipIf(!existsSync(built('cli/judging.js'))).concurrent('midrun conformance', () => {
  it('ends with 0 and one table when everything holds', async () => {
    const { code, stdout } = await conformance('--runs', '150', '--seed', '1')
    const [heading, ...rows] = tableOf(stdout)
    expect(heading).toEqual([
      'controller',
      'cases',
      'plans',
      'requests',
      'session refusals',
      'worst margin',
      'deadline regions',
      'states',
      'broken clients caught',
    ])
    expect(rows.map(([controller, , plans, , refusals]) => [controller, plans, refusals])).toEqual([
      ['apic', '188', '0'],
      ['fmc', '188', '0'],
      ['apstra', '188', '0'],
    ])
    for (const row of rows) {
      for (const share of [row[1], row[6], row[8]]) expect(share).toMatch(/^(\d+)\/\1$/)
    }
    expect(stdout).toMatch(/\nseed 1 \(same seed, same result\), \d+ s\. Everything holds\.\n$/)
    expect(code).toBe(0)
  })

  it('ends in the same table for the same seed, whatever the number of workers', async () => {
    const options = ['--runs', '20', '--seed', '5', '--client', 'apstra-only.mjs']
    const first = await conformance(...options, '--workers', '1')
    const second = await conformance(...options, '--workers', '2')
    expect(tableOf(first.stdout).map(([controller]) => controller)).toEqual(['controller', 'apstra'])
    expect(tableOf(second.stdout)).toEqual(tableOf(first.stdout))
    expect(second.code).toBe(first.code)
  })

  it('ends with 3 when it did not look everywhere, and says where', async () => {
    const { code, stdout } = await conformance(
      '--runs',
      '1',
      '--steps',
      '1',
      '--seed',
      '1',
      '--client',
      'apstra-only.mjs',
    )
    expect(stdout).toMatch(/^not good: apstra: never tried: .*token\/edge\/denied/m)
    expect(stdout).toContain('See above.')
    expect(code).toBe(3)
  })

  it('ends with 1 when the client breaks, keeps the plan, and prints how to see it again', async () => {
    const client = built('conformance/broken/own-clock-against-expiry-claim.js')
    const { code, stdout } = await conformance(
      '--runs',
      '40',
      '--steps',
      '10',
      '--seed',
      '1',
      '--client',
      client,
    )
    expect(code).toBe(1)
    expect(stdout).toMatch(/^not good: case apstra\..*: fail$/m)
    expect(stdout).toContain('not good: apstra: a plan breaks the client')
    const file = /^replay: npx midrun prove --replay (\S+) --client/m.exec(stdout)?.[1]
    expect(existsSync(join(folder, file!))).toBe(true)
  })

  it('tries plans that failed before first, and looks no further when one fails again', async () => {
    const failures = await mkdtemp(join(folder, 'kept-'))
    const steps = [
      { do: 'request', operation: 'read' },
      { do: 'terminate' },
      { do: 'request', operation: 'read' },
    ]
    const plan = { controller: 'fmc', class: 'benign', steps }
    await writeFile(
      join(failures, 'fmc-1.json'),
      JSON.stringify({ client: 'reference', plan, violations: [] }),
    )
    const { code, stdout } = await conformance('--failures', failures)
    expect(stdout).toMatch(/^fmc: a plan that failed before fails again: .*fmc-1\.json$/m)
    expect(stdout).toContain('VIOLATED no-session-refusal')
    expect(code).toBe(1)
  })

  it('ends with 2 for an amount that is none', async () => {
    const { code, stderr } = await conformance('--runs', '0')
    expect(stderr).toBe('midrun: --runs: expected a whole number from 1, found 0\n')
    expect(code).toBe(2)
  })
})
