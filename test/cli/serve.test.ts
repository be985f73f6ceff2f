import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MAIN, runMidrun } from './run-midrun.js'

interface Ready {
  ready: boolean
  caFile: string
  controlToken?: string
  controllers: Record<
    string,
    { url: string; username: string; password: string; login: string; control: string }
  >
}

let folder: string
const children = new Set<ChildProcess>()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-serve-'))
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})
afterAll(() => rm(folder, { recursive: true }))

async function startServe(...options: string[]): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', '0', '--json', ...options], {
    env: { ...process.env, MIDRUN_CACHE_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  return { child, ready: JSON.parse(line) }
}

/** Runs the command line to its end. */
const run = (...options: string[]) =>
  runMidrun(options, { env: { ...process.env, MIDRUN_CACHE_DIR: folder } })

/** The reply that curl gets, trusting nothing but the CA file: status, header fields in lower case, body. */
async function curl(caFile: string, ...options: string[]) {
  const { stdout } = await promisify(execFile)('curl', ['-sS', '-i', '--cacert', caFile, ...options])
  const [head = '', ...rest] = stdout.split('\r\n\r\n')
  const [statusLine = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => [
      field.slice(0, field.indexOf(':')).toLowerCase(),
      field.slice(field.indexOf(':') + 2),
    ]),
  )
  return { statusLine, headers, body: rest.join('\r\n\r\n') }
}

/** How to log in to each controller with curl, call it, and what it says when the token has run out. */
const FLOWS = [
  {
    kind: 'apic',
    advanceTo: 'session:apic-1:token',
    login: ({ url, username, password }: Ready['controllers'][string]) => [
      '-d',
      JSON.stringify({ aaaUser: { attributes: { name: username, pwd: password } } }),
      `${url}/api/aaaLogin.json`,
    ],
    credential: ({ body }: { body: string }) =>
      `Cookie: APIC-cookie=${JSON.parse(body).imdata[0].aaaLogin.attributes.token}`,
    path: '/api/class/fvTenant.json',
    statusLine: 'HTTP/1.1 403 Forbidden',
    refusal:
      '{"totalCount":"1","imdata":[{"error":{"attributes":{"code":"403","text":"Token was invalid (Error: Token timeout)"}}}]}',
  },
  {
    kind: 'fmc',
    advanceTo: 'session:fmc-1:token',
    login: ({ url, username, password }: Ready['controllers'][string]) => [
      ...['-X', 'POST', '-u', `${username}:${password}`],
      `${url}/api/fmc_platform/v1/auth/generatetoken`,
    ],
    credential: ({ headers }: { headers: Record<string, string> }) =>
      `X-auth-access-token: ${headers['x-auth-access-token']}`,
    path: '/api/fmc_platform/v1/info/serverversion',
    statusLine: 'HTTP/1.1 401 401',
    refusal:
      '{"error":{"category":"FRAMEWORK","messages":[{"description":"Access token invalid."}],"severity":"ERROR"}}',
  },
  {
    kind: 'apstra',
    advanceTo: 'session:apstra-1:token',
    login: ({ url, username, password }: Ready['controllers'][string]) => [
      ...['-H', 'Content-Type: application/json', '-d', JSON.stringify({ username, password })],
      `${url}/api/aaa/login`,
    ],
    credential: ({ body }: { body: string }) => `AuthToken: ${JSON.parse(body).token}`,
    path: '/api/resources/ip-pools',
    statusLine: 'HTTP/1.1 401 Unauthorized',
    refusal: '{"errors": "Token has expired"}',
  },
]

// Runs what users run, so it needs `npm run build` first.
describe.skipIf(!existsSync(MAIN))('midrun serve', () => {
  it.each(FLOWS)(
    'lets curl log in to $kind, and the controller refuse it once its time is over',
    async (flow) => {
      const { ready } = await startServe(flow.kind)
      const controller = ready.controllers[flow.kind]!
      expect(Object.keys(ready.controllers)).toEqual([flow.kind])
      const login = await curl(ready.caFile, ...flow.login(controller))
      expect(login.statusLine).toMatch(/^HTTP\/1.1 20[014] /)
      const call = () => curl(ready.caFile, '-H', flow.credential(login), controller.url + flow.path)
      const control = async (path: string, body: unknown) =>
        (await curl(ready.caFile, '-d', JSON.stringify(body), controller.control + path)).statusLine
      expect(await control('/clock/freeze', {})).toBe('HTTP/1.1 200 OK')
      expect(await control('/clock/advance', { until: `${flow.advanceTo}-1ms` })).toBe('HTTP/1.1 200 OK')
      expect((await call()).statusLine).toMatch(/^HTTP\/1.1 200 /)
      expect(await control('/clock/advance', { until: flow.advanceTo })).toBe('HTTP/1.1 200 OK')
      expect(await call()).toMatchObject({ statusLine: flow.statusLine, body: flow.refusal })
    },
  )

  it('says where an Apstra of each generation has its login', async () => {
    const starts = ['G1', 'G6'].map((generation) =>
      startServe('apstra', '--http', '--set', `apstra.generation=${generation}`),
    )
    const [old, latest] = (await Promise.all(starts)).map(({ ready }) => ready.controllers.apstra!)
    expect(old!.login).toBe(`${old!.url}/api/user/login`)
    expect(latest!.login).toBe(`${latest!.url}/api/aaa/login`)
    const { username, password, login } = old!
    const reply = await fetch(login, { method: 'POST', body: JSON.stringify({ username, password }) })
    expect(reply.status).toBe(201)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s with 0, quickly, though a client waits',
    async (signal) => {
      const { child, ready } = await startServe('--http', 'apic')
      const { url, control } = ready.controllers.apic!
      expect(url).toMatch(/^http:/)
      await fetch(`${control}/faults`, { method: 'POST', body: '{"type":"drop-request"}' })
      const waiting = fetch(url).catch(() => 'ended')
      await expect
        .poll(async () => ((await (await fetch(`${control}/faults`)).json()) as { armed: unknown[] }).armed, {
          interval: 20,
        })
        .toEqual([])
      const askedMs = performance.now()
      child.kill(signal)
      expect(await once(child, 'exit')).toEqual([0, null])
      expect(performance.now() - askedMs).toBeLessThan(2000)
      expect(await waiting).toBe('ended')
    },
  )

  it('uses one CA for processes that start at once', async () => {
    const cold = await mkdtemp(join(folder, 'cold-'))
    const warm = folder
    folder = cold
    const both = await Promise.all([startServe('apstra'), startServe('apstra')]).finally(() => {
      folder = warm
    })
    for (const { ready } of both) {
      expect(ready.caFile).toBe(join(cold, 'ca.pem'))
      const health = await curl(ready.caFile, `${ready.controllers.apstra!.control}/health`)
      expect(JSON.parse(health.body)).toMatchObject({ status: 'ok', controller: 'apstra' })
    }
    expect(await readFile(join(cold, 'ca.pem'), 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----/)
  })

  it('asks for a control token when others can reach it, and takes options', async () => {
    const { ready } = await startServe(
      'fmc',
      '--host',
      '0.0.0.0',
      '--set',
      'fmc.accessTtlSec=7',
      '--seed',
      'x',
    )
    const { url, control, username, password } = ready.controllers.fmc!
    const path = `${control}/sessions`
    expect((await curl(ready.caFile, path)).statusLine).toBe('HTTP/1.1 401 Unauthorized')
    await curl(
      ready.caFile,
      '-X',
      'POST',
      '-u',
      `${username}:${password}`,
      `${url}/api/fmc_platform/v1/auth/generatetoken`,
    )
    const { body } = await curl(ready.caFile, '-H', `Authorization: Bearer ${ready.controlToken}`, path)
    const [session] = JSON.parse(body).sessions
    expect(session.deadlines.token - session.bornMs).toBe(7000)
  })

  it('says in one sentence what is wrong, and exits with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const cases: [string[], string][] = [
      [[], 'midrun: expected a command: see midrun --help\n'],
      [['surf'], 'midrun: unknown command: surf: see midrun --help\n'],
      [['serve', '--prot', '1'], 'midrun: unknown argument: prot: see midrun --help\n'],
      [['serve', '--rate'], 'midrun: not enough arguments following: rate: see midrun --help\n'],
      [['serve', 'asa'], 'midrun: expected apic, fmc, apstra, found "asa"\n'],
      [['serve', '--port', 'x'], 'midrun: --port: expected a number, found "x"\n'],
      [
        ['serve', 'fmc', '--set', 'apic.version="6"'],
        'midrun: --set: expected an option of fmc, found one of apic, which is not served\n',
      ],
      [
        ['serve', 'apic', '--port', String(port)],
        `midrun: port ${port}, wanted for apic, is taken by another program: choose another --port, or 0 for free ones\n`,
      ],
    ]
    for (const [options, stderr] of cases)
      expect(await run(...options)).toEqual({ code: 2, stdout: '', stderr })
    other.close()
  })

  it('knows its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })
})
