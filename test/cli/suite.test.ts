import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonReportSchema } from '../../conformance/reports/json.js'
import { built, runMidrun } from './run-midrun.js'

const NEVER_RENEWS = built('conformance/broken/no-refresh.js')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-suite-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun suite` in a folder of its own. */
const suite = (...options: string[]) => runMidrun(['suite', ...options], { cwd: folder })

describe.skipIf(!existsSync(built('cli/suite.js')))('midrun suite', () => {
  it('ends with 0 when the client conforms', async () => {
    const { code, stdout } = await suite('--case', 'apic.refresh.idle-gap')
    expect(stdout).toBe(
      [
        'pass           apic.refresh.idle-gap (5 requests in 2 h 0.05 s)',
        '',
        '1 case, 2 h 0.05 s of virtual time: 1 pass. The client conforms.',
        '',
      ].join('\n'),
    )
    expect(code).toBe(0)
  })

  it('ends with 1 when it does not, and says why', async () => {
    const { code, stdout } = await suite('--client', NEVER_RENEWS, '--case', 'apstra.absolute.after-expiry')
    expect(code).toBe(1)
    expect(stdout).toContain('FAIL: apstra.absolute.after-expiry')
    expect(stdout).toContain('  | time line (of the controller):')
  })

  it('does not fail a run for advice', async () => {
    const { code, stdout } = await suite('--client', NEVER_RENEWS, '--case', 'apstra.login.retry-after')
    expect(stdout).toMatch(/^advice /)
    expect(code).toBe(0)
  })

  it.each([
    ['a case that does not exist', ['--case', 'apic.nothing.*'], 'see midrun suite --list'],
    ['a controller that does not exist', ['--controller', 'asa'], 'expected apic, fmc, apstra, found "asa"'],
    ['a module that does not exist', ['--client', './nowhere.mjs'], 'found no "./nowhere.mjs"'],
    ['a case of another controller', ['--controller', 'fmc', '--case', 'apic.*'], 'found "apic.*"'],
    ['a report that cannot be written', ['--case', 'fmc.login.shared', '--json', 'no/where.json'], '--json'],
    ['an unknown option', ['--lsit'], 'lsit'],
  ])('ends with 2 for %s', async (_what, options, message) => {
    const { code, stderr } = await suite(...options)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('ends with 2 for a module that is no client', async () => {
    await writeFile(join(folder, 'empty.mjs'), 'export const other = 1')
    const { code, stderr } = await suite('--client', 'empty.mjs')
    expect([code, stderr]).toEqual([
      2,
      'midrun: --client: expected the client module empty.mjs to export a function createClient, found none\n',
    ])
  })

  it('ends with 2 for a controller that the client cannot talk to', async () => {
    await writeFile(
      join(folder, 'fmc-only.mjs'),
      "export const controllers = ['fmc']; export const createClient = () => ({ request: () => {} })",
    )
    const { code, stderr } = await suite('--client', 'fmc-only.mjs', '--controller', 'apic')
    expect([code, stderr]).toEqual([
      2,
      'midrun: --controller: expected one that the client can talk to (fmc), found apic\n',
    ])
  })

  it('ends with 3 for a client that cannot be made', async () => {
    const text = "export const createClient = () => { throw new Error('no licence') }"
    await writeFile(join(folder, 'unmade.mjs'), text)
    const { code, stdout } = await suite('--client', 'unmade.mjs', '--case', 'fmc.login.shared')
    expect(stdout).toContain('  - Error: no licence')
    expect(code).toBe(3)
  })

  it('ends with 3 for a module that does not load', async () => {
    await writeFile(join(folder, 'throws.mjs'), "throw new Error('no licence')")
    const { code, stderr } = await suite('--client', 'throws.mjs')
    expect(stderr).toContain('the client module throws.mjs does not load: Error: no licence')
    expect(code).toBe(3)
  })

  it.each(['notes.txt', 'data.json'])('ends with 2 for %s, which is no module', async (name) => {
    await writeFile(join(folder, name), '{}')
    const { code, stderr } = await suite('--client', name)
    expect(stderr).toBe(
      `midrun: --client: expected the client module to be a JavaScript module (.js, .mjs or .cjs) that exports a function createClient, found "${name}"\n`,
    )
    expect(code).toBe(2)
  })

  it.each([
    ['throws', 'setTimeout(() => { throw new Error("of its own") })'],
    ['rejects', 'Promise.reject(new Error("of its own"))'],
  ])('ends with 3 for a module that %s where nobody can catch it', async (what, text) => {
    await writeFile(
      join(folder, `${what}.mjs`),
      `${text}\nexport const createClient = () => new Promise(() => {})`,
    )
    const { code, stderr } = await suite('--client', `${what}.mjs`, '--case', 'fmc.login.shared')
    expect(stderr).toContain('midrun failed: ')
    expect(stderr).toContain('of its own')
    expect(code).toBe(3)
  })

  it('lists id, level, confidence and title', async () => {
    const { code, stdout } = await suite('--list', '--controller', 'fmc', '--case', '*.second-login.*')
    expect([code, stdout]).toEqual([
      0,
      [
        'fmc.second-login.one-login-back  must    confirmed  Somebody logs in with the same account',
        'fmc.second-login.no-war          must    confirmed  Somebody logs in with the same account before each of five reads',
        'fmc.second-login.rejected        must    assumed    The controller refuses a second login of an account with a live session',
        'fmc.second-login.allowed         must    assumed    The controller lets several sessions of an account live',
        '',
      ].join('\n'),
    ])
  })

  it('writes both reports', async () => {
    const json = join(folder, 'report.json')
    const junit = join(folder, 'report.xml')
    const { code } = await suite('--case', '*.login.shared', '--json', json, '--junit', junit)
    expect(code).toBe(0)
    const report = jsonReportSchema.parse(JSON.parse(await readFile(json, 'utf8')))
    expect(report.totals).toEqual({ pass: 3, fail: 0, advice: 0, 'not-exercised': 0, error: 0 })
    expect(await readFile(junit, 'utf8')).toContain('<testsuites name="midrun suite" tests="3" failures="0"')
  })
})
