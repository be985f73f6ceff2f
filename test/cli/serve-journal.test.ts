import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { entriesOfController, readJournalText } from '../../conformance/recordings/journal-text.js'
import { MAIN, runMidrun } from './run-midrun.js'
import { endAll, loginToApic, startMidrun } from './served-process.js'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-serve-journal-'))
})
afterEach(endAll)
afterAll(() => rm(folder, { recursive: true }))

const inFolder = (name: string) => join(folder, name)
const exchangesIn = async (path: string) =>
  entriesOfController(readJournalText(await readFile(path, 'utf8')), 'apic').filter(
    ({ kind }) => kind === 'exchange',
  )

describe.skipIf(!existsSync(MAIN))('midrun serve --journal', () => {
  it('has on disk all that clients were answered when the process was killed', async () => {
    const path = inFolder('killed.jsonl')
    const served = await startMidrun(['serve', 'apic', 'fmc', '--http', '--journal', path])
    const headers = await loginToApic(served)
    const { url } = served.ready.controllers.apic!
    const answered = new Map<string, { status: number; body: string }>()
    let asked = 0
    const ask = async () => {
      for (;;) {
        const target = `/api/class/fvTenant.json?page-size=${++asked}`
        const reply = await fetch(url + target, { headers })
        answered.set(target, { status: reply.status, body: await reply.text() })
        if (asked === 300) served.end('SIGKILL')
      }
    }
    const ends = await Promise.allSettled(Array.from({ length: 8 }, ask))
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    expect(await served.end('SIGKILL')).toBeNull()

    const recorded = new Map(
      (await exchangesIn(path)).map(
        (entry) => 'request' in entry && 'response' in entry && [entry.request.target, entry.response],
      ) as [string, { status: number; body: string }][],
    )
    expect(answered.size).toBeGreaterThanOrEqual(293)
    for (const [target, { status, body }] of answered) {
      expect(recorded.get(target)).toMatchObject({ status, body })
    }
    const judged = await runMidrun(['judge', path, '--controller', 'apic'])
    expect(judged.stdout).toContain(` rules on ${recorded.size} requests`)
  })

  it('leaves a file that midrun judge reads, and says that its last line is cut', async () => {
    const path = inFolder('cut.jsonl')
    const served = await startMidrun(['serve', 'apic', '--http', '--journal', path])
    await loginToApic(served)
    expect(await served.end('SIGTERM')).toBe(0)
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.slice(0, -20))

    const cut = await runMidrun(['judge', path, '--controller', 'apic'])
    const line = text.trimEnd().split('\n').length
    expect(cut.stderr).toBe(`midrun: ${path}: line ${line}, the last one, is cut and was left out\n`)
    expect(cut.code).not.toBe(2)
    const other = await runMidrun(['judge', path, '--controller', 'fmc'])
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('found one of apic') })
  })

  it('goes on without room for its journal, says so once, and the file is whole as far as it goes', async () => {
    const path = inFolder('full.jsonl')
    const limited = ['bash', '-c', 'ulimit -S -f 16; exec "$@"', 'limited']
    const served = await startMidrun(['serve', 'apic', '--http', '--journal', path], limited)
    const headers = await loginToApic(served)
    const { url } = served.ready.controllers.apic!
    for (let count = 0; count < 20; count++) {
      expect((await fetch(`${url}/api/class/fvTenant.json`, { headers })).status).toBe(200)
    }
    expect(await served.end('SIGTERM')).toBe(0)

    expect(served.stderr()).toMatch(
      /^midrun: \S+ cannot be written for now: .*\nmidrun: \S+ ends early: the last \d+ entries could not be written\n$/,
    )
    expect((await exchangesIn(path)).length).toBeGreaterThan(1)
  })

  it('refuses a file that is there before anything listens, and leaves none behind when it cannot listen', async () => {
    const path = inFolder('mine.txt')
    await writeFile(path, 'mine')
    const refused = await runMidrun(['serve', 'apic', '--http', '--port', '0', '--journal', path])
    expect(refused).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `midrun: --journal: ${path} is there already, and a journal is never overwritten or appended to: choose another name, or move it away\n`,
    })
    expect(await readFile(path, 'utf8')).toBe('mine')

    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const port = String((taken.address() as AddressInfo).port)
    const unused = inFolder('unused.jsonl')
    const late = await runMidrun(['serve', 'apic', '--http', '--port', port, '--journal', unused])
    taken.close()
    expect(late).toMatchObject({ code: 2, stderr: expect.stringContaining('is taken by another program') })
    expect(existsSync(unused)).toBe(false)
  })
})
