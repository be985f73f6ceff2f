import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { built, MAIN, run, runMidrun } from './run-midrun.js'

const WALL_CLOCK_ONLY = built('conformance/broken/wall-clock-only.js')
const SEARCH = ['--controller', 'apic', '--runs', '40', '--steps', '20', '--seed', '1', '--workers', '1']
const FAILURES = join('.midrun', 'failures')

let folder: string
beforeAll(async () => {
  // A blank in the path: what is printed must be fit to be pasted all the same.
  folder = join(await mkdtemp(join(tmpdir(), 'midrun-prove-')), 'a run')
  await mkdir(folder)
})
afterAll(() => rm(join(folder, '..'), { recursive: true }))

/** Runs `midrun prove` in a folder of its own. */
const prove = (...options: string[]) => runMidrun(['prove', ...options], { cwd: folder })

/** A client whose calls come to what `body` says. */
async function clientModule(body: string): Promise<string> {
  await writeFile(join(folder, 'my client.mjs'), `export const createClient = () => ({ ${body} })\n`)
  return './my client.mjs'
}

describe.skipIf(!existsSync(built('cli/proving.js')))('midrun prove', () => {
  beforeEach(async () => {
    await rm(folder, { recursive: true })
    await mkdir(folder)
  })

  it('ends with 0 when no plan breaks the client, with the same result each time', async () => {
    const options = [
      '--controller',
      'apstra',
      '--runs',
      '20',
      '--steps',
      '10',
      '--seed',
      '7',
      '--workers',
      '2',
    ]
    const first = await prove(...options)
    expect(first.stdout).toMatch(
      /^seed 7, 20 benign plans of 10 steps each\napstra: 25 plans, \d+ requests, .*session refusals: 0 in benign plans, .*\n$/,
    )
    expect(first.code).toBe(0)
    expect(await prove(...options.slice(0, -1), '1')).toEqual(first)
    expect(await readdir(folder)).toEqual([])
  })

  it('ends with 1 when one does: says what broke, shows the run, and keeps the plan', async () => {
    const { code, stdout } = await prove(...SEARCH, '--client', WALL_CLOCK_ONLY)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ {2}VIOLATED no-session-refusal: GET .* was refused .*\)$/m)
    expect(stdout).toContain('time line (of the controller):')
    expect(await readdir(join(folder, FAILURES))).toHaveLength(1)
  })

  it('prints a command that shows the failure again when it is pasted', async () => {
    const module = await clientModule("request: async () => ({ status: 500, body: '' })")
    const { stdout } = await prove(...SEARCH, '--client', module, '--failures', 'kept here')
    const printed = /^replay: npx midrun (.*)$/m.exec(stdout)?.[1]
    expect(printed).toMatch(
      /^prove --replay 'kept here\/apic-[\da-f]{8}\.json' --client '\.\/my client\.mjs'$/,
    )
    const pasted = await run('sh', ['-c', `'${process.execPath}' '${MAIN}' ${printed}`], { cwd: folder })
    expect(pasted.code).toBe(1)
    const violations = (text: string) => text.match(/VIOLATED .*/g)
    expect(violations(pasted.stdout)).toEqual(violations(stdout))
  })

  it('tries what it has kept before it searches', async () => {
    await prove(...SEARCH, '--client', WALL_CLOCK_ONLY)
    const [file] = await readdir(join(folder, FAILURES))
    // With no plan that could fail, only the kept one is left.
    const next = await prove(
      '--controller',
      'apic',
      '--runs',
      '1',
      '--steps',
      '1',
      '--client',
      WALL_CLOCK_ONLY,
    )
    expect(next.code).toBe(1)
    expect(next.stdout).toContain(`apic: a plan that failed before fails again: ${join(FAILURES, file!)}`)
    expect(next.stdout).not.toContain('apic: 2 plans')
    expect(await readdir(join(folder, FAILURES))).toEqual([file])
  })

  it('goes on to search when the client survives what was kept', async () => {
    await prove(...SEARCH, '--client', WALL_CLOCK_ONLY)
    const [name] = await readdir(join(folder, FAILURES))
    const file = join(folder, FAILURES, name!)
    const kept = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...kept, client: 'reference' }))
    const { code, stdout } = await prove('--controller', 'apic', '--runs', '4', '--steps', '2', '--seed', '1')
    expect(stdout).toContain('apic: 5 plans')
    expect(code).toBe(0)
  })

  it('replays a bare plan, written by hand', async () => {
    const plan = {
      controller: 'apic',
      class: 'benign',
      steps: [
        { do: 'request', operation: 'read' },
        { do: 'wait-until', deadline: 'token', offsetMs: 0 },
        { do: 'request', operation: 'read' },
      ],
    }
    await writeFile(join(folder, 'plan.json'), JSON.stringify(plan))
    const { code, stdout } = await prove('--replay', 'plan.json')
    expect(stdout).toContain('  step 2: wait until the token limit + 0 ms\n')
    expect(stdout).toMatch(/All properties hold\.\n$/)
    expect(code).toBe(0)
    expect(
      (await prove('--replay', 'plan.json', '--client', built('conformance/broken/no-refresh.js'))).code,
    ).toBe(1)
  })

  it('replays a kept failure on the client that it was kept of', async () => {
    await prove(...SEARCH, '--client', WALL_CLOCK_ONLY)
    const [file] = await readdir(join(folder, FAILURES))
    const { code, stdout } = await prove('--replay', join(FAILURES, file!))
    expect(stdout).toMatch(/^VIOLATED no-session-refusal: /m)
    expect(code).toBe(1)
  })

  it('visits all states of a small scope', async () => {
    const { code, stdout } = await prove('--exhaustive', '--controller', 'apstra')
    expect(stdout).toMatch(/^apstra: \d\d+ states reached by \d+ plans; no event leads to another one\n$/)
    expect(code).toBe(0)
  })

  it('says so when a client shows nothing of its state, and ends with 1 when a state breaks it', async () => {
    const module = await clientModule("request: async () => ({ status: 500, body: '' })")
    const { code, stdout } = await prove('--exhaustive', '--controller', 'apstra', '--client', module)
    expect(stdout).toContain(
      "the client offers no snapshot(), so states are told apart by the controller's alone",
    )
    expect(stdout).toContain('  VIOLATED calls-succeed: ')
    expect(code).toBe(1)
  })

  it('ends with 3 when the states of the client have no end', async () => {
    const module = await clientModule(
      "request: async ({ path }) => ({ status: path.startsWith('/api/aaa') ? 403 : 200, body: '' }), " +
        'snapshot: () => ({ usedLeft: Math.random() })',
    )
    const { code, stdout } = await prove('--exhaustive', '--controller', 'apstra', '--client', module)
    expect(stdout).toMatch(
      /^apstra: 5000 states reached by 5000 plans; the scope is too large to be finished\n$/,
    )
    expect(code).toBe(3)
  })

  it('keeps a failure that can be read again when a call never ended', async () => {
    const module = await clientModule('request: () => new Promise(() => {})')
    const options = ['--controller', 'fmc', '--runs', '5', '--steps', '3', '--seed', '1', '--client', module]
    expect((await prove(...options)).code).toBe(1)
    const again = await prove(...options)
    expect(again.stderr).toBe('')
    expect(again.stdout).toContain('fmc: a plan that failed before fails again')
    expect(again.code).toBe(1)
  })

  it('ends with 2 for a damaged kept failure, and leaves it as it is', async () => {
    await mkdir(join(folder, FAILURES), { recursive: true })
    const file = join(folder, FAILURES, 'apic-00000000.json')
    await writeFile(file, '{"client":')
    const { code, stderr } = await prove('--controller', 'apic', '--runs', '1', '--steps', '1')
    expect(stderr).toContain(`expected a plan in ${join(FAILURES, 'apic-00000000.json')}: `)
    expect(code).toBe(2)
    expect(await readFile(file, 'utf8')).toBe('{"client":')
  })

  it('ends with 3 for a client that cannot be made', async () => {
    await writeFile(
      join(folder, 'unmade.mjs'),
      "export const createClient = () => { throw new Error('no licence') }",
    )
    const options = ['--controller', 'apic', '--runs', '1', '--steps', '1', '--client', 'unmade.mjs']
    const { code, stderr } = await prove(...options)
    expect(stderr).toContain('a plan could not be run: Error: no licence')
    expect(code).toBe(3)
  })
})

describe.skipIf(!existsSync(built('cli/proving.js'))).concurrent('midrun prove, used wrongly,', () => {
  it.each([
    ['no plans', ['--runs', '0'], '--runs: expected a whole number from 1, found 0'],
    ['half a plan', ['--runs', '2.5'], '--runs: expected a whole number from 1, found 2.5'],
    ['no number of plans', ['--runs', 'many'], '--runs: expected a number, found "many"'],
    ['no steps', ['--steps', '-1'], '--steps: expected a whole number from 1, found -1'],
    ['too many steps', ['--steps', '1001'], '--steps: expected at most 1000, found 1001'],
    ['no seed', ['--seed', 'today'], '--seed: expected a number, found "today"'],
    ['half a seed', ['--seed', '0.5'], '--seed: expected a whole number, found 0.5'],
    ['no workers', ['--workers', '0'], '--workers: expected a whole number from 1, found 0'],
    ['a client that is not there', ['--client', './nowhere.mjs'], 'found no "./nowhere.mjs"'],
    ['a controller that is not there', ['--controller', 'asa'], 'expected apic, fmc, apstra, found "asa"'],
    ['a plan that is not there', ['--replay', 'nowhere.json'], 'expected a plan in nowhere.json: ENOENT'],
    ['an unknown option', ['--rnus', '5'], 'rnus'],
  ])('ends with 2 for %s', async (_what, options, message) => {
    const { code, stderr } = await prove(...options)
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})
