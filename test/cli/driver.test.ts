import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAIN, runMidrun } from './run-midrun.js'

const fileNamed = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const NEVER_REFRESHES = `python3 ${fileNamed('fixtures/drivers/never_refreshes.py')}`
const SEARCH = ['--controller', 'apic', '--runs', '40', '--steps', '15', '--seed', '1', '--workers', '1']
const usable = existsSync(MAIN) && spawnSync('python3', ['--version']).error === undefined

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-driver-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun` in the folder. */
const midrun = (...options: string[]) => runMidrun(options, { cwd: folder })

/** A driver whose processes leave their numbers in a file, and end as `body` says. */
async function driverInNode(body: string): Promise<string> {
  const file = join(folder, 'driver.mjs')
  await writeFile(
    file,
    `import { appendFileSync } from 'node:fs'
    import { createInterface } from 'node:readline'
    appendFileSync('pids', process.pid + '\\n')
    for await (const line of createInterface({ input: process.stdin })) {
      const { type, id } = JSON.parse(line)
      const say = (message) => console.log(JSON.stringify(message))
      if (type === 'hello') say({ type: 'ready', protocol: 1, controllers: ['apic'] })
      else { ${body} }
      say({ type: 'idle' })
    }`,
  )
  return `exec ${process.execPath} driver.mjs`
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.skipIf(!usable)('--driver', () => {
  it('has prove find, shrink and keep a plan that its printed command shows again', async () => {
    const found = await midrun('prove', ...SEARCH, '--driver', NEVER_REFRESHES)
    expect(found.code).toBe(1)
    expect(found.stdout).toMatch(/^ {2}VIOLATED /m)
    const again = await midrun('prove', ...SEARCH, '--driver', NEVER_REFRESHES, '--failures', 'others')
    expect(again.stdout.replaceAll('others/', '.midrun/failures/')).toBe(found.stdout)

    const printed = /^replay: npx midrun (prove --replay (\S+) --driver '(.*)')$/m.exec(found.stdout)
    expect(printed?.[3]).toBe(NEVER_REFRESHES)
    const replayed = await midrun('prove', '--replay', printed![2]!, '--driver', NEVER_REFRESHES)
    expect(replayed.code).toBe(1)
    expect(found.stdout).toContain(replayed.stdout.slice(0, replayed.stdout.indexOf('VIOLATED')))
  })

  it('has a kept plan start no program by itself', async () => {
    const [name] = await readdir(join(folder, '.midrun/failures'))
    const { code, stderr } = await midrun('prove', '--replay', join('.midrun/failures', name!))

    expect(code).toBe(2)
    expect(stderr).toBe(
      `midrun: --replay: expected --driver, for the plan was kept for the driver ${NEVER_REFRESHES}\n`,
    )
  })

  it('has suite judge the driver by the cases of its controllers', async () => {
    const { code, stdout } = await midrun('suite', '--driver', NEVER_REFRESHES, '--case', 'apic.refresh.*')

    expect(code).toBe(1)
    expect(stdout).toMatch(/^FAIL +apic\.refresh\.at-expiry/m)
  })

  it('ends with 3 and one sentence when the driver ends, and leaves no process behind', async () => {
    const driver = await driverInNode(`if (type === 'request') process.exit(9); say({ type: 'done', id })`)
    const { code, stderr } = await midrun('prove', ...SEARCH, '--driver', driver)

    expect(code).toBe(3)
    expect(stderr).toContain(
      'midrun: the driver cannot be worked with: it ended with exit code 9 when it was told request\n',
    )
    await expectNoneLeft()
  })

  it('ends with 3 when a line is malformed, and names it', async () => {
    const { code, stderr } = await midrun('suite', '--driver', 'echo yes')

    expect(code).toBe(3)
    expect(stderr).toBe(
      'midrun: the driver cannot be worked with: line 1 of its output: expected a JSON object, found "yes"\n',
    )
  })

  it('leaves no process behind when all went well', async () => {
    const driver = await driverInNode(`say({ type: 'done', id, status: 200 })`)
    const { code } = await midrun('suite', '--driver', driver, '--case', 'apic.rbac.filtered-reads')

    expect(code).not.toBe(2)
    await expectNoneLeft()
  })

  it('goes without --client', async () => {
    const { code, stderr } = await midrun('suite', '--driver', 'cat', '--client', './client.mjs')

    expect(code).toBe(2)
    expect(stderr).toMatch(/^midrun: .*client.*driver.*\n$/)
  })
})

/** Wants each driver that was started to have ended, at the latest soon. */
async function expectNoneLeft(): Promise<void> {
  const pids = (await readFile(join(folder, 'pids'), 'utf8')).trim().split('\n').map(Number)
  expect(pids.length).toBeGreaterThan(0)
  for (let wait = 0; wait < 100 && pids.some(isRunning); wait++) await sleep(50)
  expect(pids.filter(isRunning)).toEqual([])
}
