import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { check, installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

const LINUX = process.platform === 'linux'
/** Real ms that a busy machine may need for what takes a second. */
const PATIENCE = { timeout: 120_000, interval: 100 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-endings-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Process id that a program wrote to a file in the folder. */
async function pidIn(file: string): Promise<string> {
  return vi.waitFor(async () => {
    const text = await readFile(join(folder, file), 'utf8')
    expect(text).toMatch(/^\d+\n$/)
    return text.trim()
  }, PATIENCE)
}

/** Whether a process runs; nobody may have collected one that has ended. */
function runs(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' })
  return !/^Z|^$/.test(stdout)
}

describe.skipIf(!existsSync(MAIN))('midrun check, in the end,', () => {
  it.skipIf(!LINUX).each(installed('faketime') ? ['real', 'adaptive'] : ['real'])(
    'leaves nothing that a program started in a session of its own, in %s time',
    async (time) => {
      const file = `session-${time}`
      const script =
        'setsid sh -c \'echo $$ >"$0"; sleep 600\' "$0" & sleep 0.1; while ! [ -s "$0" ]; do :; done'
      await check(
        ['--controller', 'apstra', '--time', time, '--duration', '60'],
        ['sh', '-c', script, join(folder, file)],
      )
      expect(runs(await pidIn(file))).toBe(false)
    },
  )

  it.skipIf(!LINUX || !installed('faketime')).each(['SIGINT', 'SIGHUP'] as const)(
    'leaves nothing after %s, however often it comes, and says that nothing could be judged',
    async (signal) => {
      const temporary = join(folder, signal)
      await mkdir(temporary)
      const script = 'trap "" TERM INT HUP; echo $$ >"$0"; while :; do :; done'
      const given = ['check', '--controller', 'apic', '--time', 'adaptive', '--', 'sh', '-c', script]
      const env = { ...process.env, TMPDIR: temporary }
      const done = new Promise<{ code: number | null; stdout: string }>((resolve) => {
        const child = execFile(
          process.execPath,
          [MAIN, ...given, join(folder, `pid-${signal}`)],
          { env },
          (_error, stdout) => resolve({ code: child.exitCode, stdout }),
        )
        void pidIn(`pid-${signal}`).then(() => {
          child.kill(signal)
          setTimeout(() => child.kill(signal), 500)
        })
      })
      const { code, stdout } = await done
      expect(stdout).toContain('Not judged.')
      expect(code).toBe(3)
      expect(runs(await pidIn(`pid-${signal}`))).toBe(false)
      expect((await readdir(temporary)).filter((name) => name.startsWith('midrun-'))).toEqual([])
    },
  )

  it('tells of a program that found the controller and did not trust it', async () => {
    const fetches = 'await fetch(process.env.MIDRUN_URL)'
    const { code, stdout } = await check(
      ['--controller', 'apic', '--duration', '5'],
      [process.execPath, '--input-type=module', '-e', fetches],
    )
    expect(stdout).toContain(
      'Not judged. The program connected, but sent no request, and ended with 1. It has to trust the certificate in MIDRUN_CA_FILE.',
    )
    expect(code).toBe(3)
  })
})
