import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { scenariosFor } from '../../conformance/drivers/scenarios.js'
import { matrixFileSchema } from '../../conformance/matrix/matrix-file.js'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const MAIN = join(ROOT, 'dist/cli/main.js')
const read = (path: string) => readFile(join(ROOT, path), 'utf8')

interface Step {
  id?: string
  name?: string
  uses?: string
  run?: string
  shell?: string
  env?: Record<string, string>
}

/** Reads once without any token, which no controller serves. */
const PROGRAM = `#!/usr/bin/env node
const { request } = require('node:https')
const { readFileSync } = require('node:fs')
const { MIDRUN_URL, MIDRUN_CA_FILE } = process.env
request(MIDRUN_URL + '/api/class/fvTenant.json', { ca: readFileSync(MIDRUN_CA_FILE) }, (reply) => reply.resume()).end()
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-ci-'))
  await mkdir(join(folder, 'bin'))
  for (const name of ['midrun', 'npx']) {
    const shift = name === 'npx' ? 'shift\n' : ''
    const file = join(folder, 'bin', name)
    await writeFile(file, `#!/bin/sh\n${shift}exec '${process.execPath}' '${MAIN}' "$@"\n`)
    await chmod(file, 0o755)
  }
  await writeFile(join(folder, 'poll.py'), PROGRAM)
  await chmod(join(folder, 'poll.py'), 0o755)
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs words in that folder, where `midrun` is in PATH. */
function run(
  words: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = [join(folder, 'bin'), process.env.PATH].join(delimiter)
  return new Promise((resolve) => {
    const child = execFile(
      words[0]!,
      words.slice(1),
      { cwd: folder, timeout: 100_000, env: { ...process.env, PATH: path, ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** As a runner starts the steps whose shell is bash. */
const bash = (script: string, env: Record<string, string>) =>
  run(['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], env)

describe('action.yml', async () => {
  const action = parse(await read('action.yml'))
  const steps: Step[] = action.runs.steps
  const stepNamed = (name: string) => steps.find((step) => step.name === name)!

  /** What a runner makes of the inputs in the variables of a step. */
  function variablesOf(step: Step, inputs: Record<string, string>): Record<string, string> {
    const given = Object.entries(step.env ?? {}).map(([name, value]) => {
      const [, input] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value)!
      return [name, inputs[input!] ?? action.inputs[input!].default]
    })
    return Object.fromEntries(given)
  }

  async function outputOf(file: string): Promise<Record<string, string>> {
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    return Object.fromEntries(lines.map((line) => line.split('=')))
  }

  it('is a composite action whose shell steps name their shell, and whose outputs are made', () => {
    expect(action.runs.using).toBe('composite')
    for (const step of steps) expect(step.uses === undefined).toBe(step.shell === 'bash')
    for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
      expect(value).toBe(`\${{ steps.check.outputs.${name} }}`)
      expect(stepNamed('Check').run).toContain(`${name}=`)
    }
  })

  it('finds Node.js, or says that there is none', async () => {
    const output = join(folder, 'node-output')
    const script = stepNamed('Look for Node.js').run!
    await bash(script, { GITHUB_OUTPUT: output })
    expect(await outputOf(output)).toEqual({ found: 'true' })

    const bare = join(folder, 'bare')
    await mkdir(bare)
    await run(['/bin/bash', '-e', '-c', script], { GITHUB_OUTPUT: `${output}-2`, PATH: bare })
    expect(await outputOf(`${output}-2`)).toEqual({ found: 'false' })
  })

  it('installs Midrun only where it is not built', async () => {
    const place = join(folder, 'action')
    await mkdir(place)
    await writeFile(join(folder, 'bin/npm'), '#!/bin/sh\necho "npm $*"\n')
    await chmod(join(folder, 'bin/npm'), 0o755)
    const install = (path: string) => bash(stepNamed('Install Midrun').run!, { GITHUB_ACTION_PATH: path })

    expect((await install(place)).stdout).toBe(`npm ci --prefix ${place} --no-audit --no-fund\n`)
    await mkdir(join(place, 'dist/cli'), { recursive: true })
    await symlink(MAIN, join(place, 'dist/cli/main.js'))
    expect(await install(place)).toMatchObject({ code: 0, stdout: '' })
  })

  it.skipIf(!existsSync(MAIN))(
    'checks a shard, and leaves reports, a summary and outputs',
    { timeout: 120_000 },
    async () => {
      const step = stepNamed('Check')
      const inputs = { controller: 'apic', command: './poll.py', scenario: 'steady skewed', shard: '2/2' }
      const { code } = await bash(step.run!, {
        ...variablesOf(step, inputs),
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      })
      const output = await outputOf(join(folder, 'output'))
      const report = checkJsonReportSchema.parse(
        JSON.parse(await readFile(join(folder, output.json!), 'utf8')),
      )

      expect(output).toEqual({
        json: 'midrun-reports/check-2-of-2.json',
        sarif: 'midrun-reports/check-2-of-2.sarif',
        'exit-code': '1',
      })
      expect(report.scenarios.map(({ name }) => name)).toEqual(['skewed'])
      expect(await readFile(join(folder, 'summary.md'), 'utf8')).toContain('### `apic.skewed`')
      for (const end of ['sarif', 'html', 'xml']) {
        expect(existsSync(join(folder, `midrun-reports/check-2-of-2.${end}`))).toBe(true)
      }
      expect(code).toBe(1)
    },
  )
})

describe('docs/ci.md', () => {
  it('shows a matrix that can be read', async () => {
    const [, example] = /```json\n([\s\S]*?)```/.exec(await read('docs/ci.md'))!
    expect(matrixFileSchema.parse(JSON.parse(example!)).agents).toHaveLength(4)
  })

  it('lists every input of the action', async () => {
    const [, section] = /## GitHub\n([\s\S]*?)\n## /.exec(await read('docs/ci.md'))!
    const listed = [...section!.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
    expect(listed).toEqual(Object.keys(parse(await read('action.yml')).inputs))
  })
})

describe.skipIf(!existsSync(MAIN))('the examples of docs/ci', { timeout: 240_000 }, () => {
  it('check in the pods of an Indexed Job, and merge', async () => {
    const [check, merge] = parseAllDocuments(await read('docs/ci/kubernetes.yaml')).map((each) => each.toJS())
    const reports = join(folder, 'pods')
    await mkdir(reports)
    const start = (job: typeof check, index?: number) => {
      const [{ command, args, env }] = job.spec.template.spec.containers
      const variables = Object.fromEntries(
        env.map((each: { name: string; value: string }) => [each.name, each.value]),
      )
      const place: Record<string, string> = index === undefined ? {} : { JOB_COMPLETION_INDEX: String(index) }
      return run([...command, ...args], { ...variables, REPORTS: reports, ...place })
    }

    expect(check.spec.completionMode).toBe('Indexed')
    const [{ env }] = check.spec.template.spec.containers
    expect(env[0]).toEqual({ name: 'SHARDS', value: String(check.spec.completions) })
    for (let index = 0; index < check.spec.completions; index++) {
      expect(await start(check, index)).toMatchObject({ code: 0 })
    }
    const merged = await start(merge)
    const scenarios = scenariosFor('apic', ['all']).length
    expect(merged.stdout).toMatch(
      new RegExp(`\\n${scenarios} scenarios: .* The client does not conform\\.\\nScore: .*\\n$`),
    )
    expect(merged.code).toBe(1)
    expect(existsSync(join(reports, 'check.html'))).toBe(true)

    // As on GitHub, where the reports of all jobs are downloaded to one folder.
    const { jobs } = parse(await read('docs/ci/github.yml'))
    expect(jobs.check.strategy.matrix.shard).toEqual([1, 2, 3])
    const { run: script } = jobs.verdict.steps.find(({ name }: Step) => name === 'Merge')
    await symlink(reports, join(folder, 'reports'))
    const verdict = await bash(script, { GITHUB_STEP_SUMMARY: join(folder, 'verdict.md') })
    expect(verdict.code).toBe(1)
    expect(await readFile(join(folder, 'verdict.md'), 'utf8')).toContain('The client does not conform.')
    expect(existsSync(join(folder, 'check.sarif'))).toBe(true)
  })
})
