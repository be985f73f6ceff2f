import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { RawClient } from '../conformance/rules/raw-client.js'
import { MAIN, runMidrun } from './run-midrun.js'
import { endAll, loginToApic, startMidrun } from './served-process.js'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-open-'))
})
afterEach(endAll)
afterAll(() => rm(folder, { recursive: true }))

/** What the control API answers. */
const read = async (url: string) => (await (await fetch(url)).json()) as { sessions?: unknown[] }

/** Starts `midrun open`, and gives where it is. */
async function open(...words: string[]) {
  const opened = await startMidrun(['open', ...words])
  const { url, controllers } = opened.ready as unknown as { url: string; controllers: string[] }
  return { ...opened, url, controllers }
}

describe.skipIf(!existsSync(MAIN))('midrun open', () => {
  it('shows what a served controller recorded until it was killed', async () => {
    const path = join(folder, 'run.jsonl')
    const served = await startMidrun(['serve', 'apic', 'fmc', '--http', '--journal', path])
    await loginToApic(served)
    const live = await (await fetch(`${served.ready.controllers.apic!.control}/journal`)).json()
    await served.end('SIGKILL')
    const before = await readFile(path, 'utf8')

    const { url, controllers, end } = await open(path)
    expect(controllers).toEqual(['apic', 'fmc'])
    expect(await (await fetch(`${url}journal`)).json()).toEqual(live)
    expect((await read(`${url}sessions`)).sessions).toMatchObject([{ user: 'admin', state: 'live' }])
    expect(await end('SIGTERM')).toBe(0)
    expect(await readFile(path, 'utf8')).toBe(before)
  })

  it('takes a journal that does not name its controller, and a HAR file, once it is told which', async () => {
    const client = new RawClient('fmc')
    await client.read(await client.login())
    const [journal, har] = [join(folder, 'plain.jsonl'), join(folder, 'plain.har')]
    await writeFile(journal, client.simulator.journal.toLines())
    await writeFile(har, client.har())

    for (const file of [journal, har]) {
      const refused = await runMidrun(['open', file])
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('controller')])
      const { url, end } = await open(file, '--controller', 'fmc')
      expect((await read(`${url}sessions`)).sessions).toHaveLength(1)
      await end('SIGTERM')
    }
  })

  it('refuses what is no journal', async () => {
    const path = join(folder, 'other.txt')
    await writeFile(path, 'hello\n')
    expect(await runMidrun(['open', path])).toMatchObject({
      code: 2,
      stderr: `midrun: ${path}: line 1: expected a journal entry in JSON, found "hello"\n`,
    })
    expect((await runMidrun(['open', join(folder, 'nowhere')])).code).toBe(2)
  })
})
