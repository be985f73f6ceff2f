import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { MAIN, runMidrun } from './run-midrun.js'
import { endAll, loginToApic, type Served, startMidrun } from './served-process.js'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-serve-state-'))
})
afterEach(endAll)
afterAll(() => rm(folder, { recursive: true }))

const serveWith = (path: string, ...more: string[]) =>
  startMidrun(['serve', 'apic', 'apstra', '--http', '--state', path, ...more])

/** Posts an object to an APIC. */
async function post(
  served: Served,
  headers: Record<string, string>,
  dn: string,
  mo: object,
): Promise<number> {
  const url = `${served.ready.controllers.apic!.url}/api/mo/${dn}.json`
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(mo) })).status
}

async function read(served: Served, headers: Record<string, string>, path: string): Promise<string> {
  return (await fetch(served.ready.controllers.apic!.url + path, { headers })).text()
}

const tenant = (descr: string) => ({ fvTenant: { attributes: { descr } } })

describe.skipIf(!existsSync(MAIN))('midrun serve --state', () => {
  it('has objects and users again after a restart, and no session', async () => {
    const path = join(folder, 'kept.json')
    const first = await serveWith(path)
    const admin = await loginToApic(first)
    expect(await post(first, admin, 'uni/tn-kept', tenant('over restarts'))).toBe(200)
    expect(
      await post(first, admin, 'uni/userext/user-eve', { aaaUser: { attributes: { pwd: 'Secret!2026' } } }),
    ).toBe(200)
    const before = await read(first, admin, '/api/mo/uni/tn-kept.json?query-target=subtree')
    expect(await first.end('SIGTERM')).toBe(0)

    const second = await serveWith(path)
    const refused = await fetch(`${second.ready.controllers.apic!.url}/api/class/fvTenant.json`, {
      headers: admin,
    })
    expect(refused.status).toBe(403)
    await loginToApic(second, 'eve', 'Secret!2026')
    await expect(loginToApic(second, 'eve', 'other')).rejects.toThrow('401')
    const again = await loginToApic(second)
    expect(await read(second, again, '/api/mo/uni/tn-kept.json?query-target=subtree')).toBe(before)
    expect(await second.end('SIGTERM')).toBe(0)
  })

  it('accepts no token of the start before, though the seed is the same', async () => {
    const path = join(folder, 'seed.json')
    const tokens = new Set<string>()
    for (let start = 0; start < 2; start++) {
      const served = await serveWith(path, '--seed', 'same')
      const { url } = served.ready.controllers.apstra!
      const body = JSON.stringify({ username: 'admin', password: 'admin' })
      const reply = await fetch(`${url}/api/aaa/login`, { method: 'POST', body })
      const { token } = (await reply.json()) as { token: string }
      for (const AuthToken of tokens) {
        expect((await fetch(`${url}/api/aaa/users`, { headers: { AuthToken } })).status).toBe(401)
      }
      tokens.add(token)
      expect(await served.end('SIGTERM')).toBe(0)
    }
    expect(tokens.size).toBe(2)
  })

  it('leaves the old or the new file whole wherever it is killed, and later changes in time', async () => {
    const path = join(folder, 'killed.json')
    let written = 0
    for (const killedAfterMs of [0, 250, 700, 1500]) {
      const served = await serveWith(path)
      const headers = await loginToApic(served)
      const known = await read(served, headers, '/api/class/fvTenant.json?page-size=10000')
      const names = [...known.matchAll(/"dn":"uni\/tn-n(\d+)"/g)].map(([, name]) => Number(name))
      // What is there is a beginning of what was written.
      expect(names).toEqual(names.map((_, index) => index))
      written = names.length
      const ends = pause(killedAfterMs).then(() => served.end('SIGKILL'))
      for (;;) {
        const dn = `uni/tn-n${written}`
        const status = await post(served, headers, dn, tenant('x'.repeat(100))).catch(() => undefined)
        if (status === undefined) break
        written++
      }
      await ends
      expect(JSON.parse(await readFile(path, 'utf8')).midrun).toBe('state')
    }
    expect(written).toBeGreaterThan(0)
    const served = await serveWith(path)
    const headers = await loginToApic(served)
    await post(served, headers, 'uni/tn-late', tenant('late'))
    // Changes are on disk before long, without an end of the process.
    for (;;) {
      if ((await readFile(path, 'utf8')).includes('uni/tn-late"')) break
      await pause(50)
    }
  })

  it('refuses a damaged file before anything listens, and leaves it as it is', async () => {
    const path = join(folder, 'damaged.json')
    const journal = join(folder, 'unused.jsonl')
    await writeFile(path, '{"midrun":"state"')
    const words = ['serve', 'apic', '--http', '--port', '0', '--state', path, '--journal', journal]
    expect(await runMidrun(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `midrun: --state: ${path} is damaged: expected JSON; put a copy in its place, or choose another file\n`,
    })
    expect(await readFile(path, 'utf8')).toBe('{"midrun":"state"')
    expect(existsSync(journal)).toBe(false)
  })
})
