import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  ApicClient,
  ApstraClient,
  type ClientOptions,
  ClosedError,
  ConnectionError,
  FmcClient,
  type HttpReply,
  webSockets,
} from '../../clients/index.js'
import { type Identity, loadIdentity, type RunningServers, serve } from '../../simulator/http/index.js'
import type { ControllerKind } from '../../simulator/index.js'

let folder: string
let identity: Identity
let running: RunningServers

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-clients-'))
  identity = await loadIdentity({ folder })
  running = await serve({
    controllers: { apic: {}, fmc: {}, apstra: {} },
    certificate: identity.server,
    seed: 'https',
  })
})
afterAll(async () => {
  await running.close()
  await rm(folder, { recursive: true })
})

/** A client of the controller that is served, and one read of it. */
function clientOf(kind: ControllerKind, options: Partial<ClientOptions> = {}) {
  const settings = {
    url: running.servers[kind]!.url,
    username: 'admin',
    password: kind === 'apstra' ? 'admin' : 'midrun',
    ...options,
  }
  switch (kind) {
    case 'apic':
      return { client: new ApicClient(settings), path: '/api/class/fvTenant.json' }
    case 'fmc':
      return { client: new FmcClient(settings), path: '/api/fmc_platform/v1/info/serverversion' }
    case 'apstra':
      return { client: new ApstraClient(settings), path: '/api/resources/ip-pools' }
  }
}

const sessionsOf = (kind: ControllerKind) =>
  running.servers[kind]!.simulator.controller.sessions().map(({ state }) => state)

/** Tries each thing once: what a test of failures has no need to wait for. */
async function firstFailure(
  kind: ControllerKind,
  options: Partial<ClientOptions>,
  onWait: () => void = () => {},
): Promise<unknown> {
  const { client, path } = clientOf(kind, {
    ...options,
    clock: {
      monotonicMs: () => performance.now(),
      wallMs: () => Date.now(),
      // A time-out is the only wait of 5 s here; the waits between tries are over at once.
      setTimer(delayMs, run) {
        if (delayMs !== 5000) onWait()
        const timer = setTimeout(run, delayMs === 5000 ? delayMs : 0)
        return { cancel: () => clearTimeout(timer) }
      },
    },
    requestTimeoutMs: 5000,
  })
  const failure = await client.exchange({ method: 'GET', path }).then(
    () => undefined,
    (error: unknown) => error,
  )
  await client.close()
  return failure
}

describe.each<ControllerKind>(['apic', 'fmc', 'apstra'])('the %s client over HTTPS', (kind) => {
  it('works with the authority that it is given, and leaves neither session nor connection', async () => {
    const { client, path } = clientOf(kind, { ca: identity.caCertificate })
    const replies: HttpReply[] = await Promise.all(
      [1, 2, 3].map(() => client.exchange({ method: 'GET', path })),
    )
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const { body } of replies) expect(JSON.parse(body)).toBeTypeOf('object')
    expect(sessionsOf(kind).at(-1)).toBe('live')
    await client.close()
    await client.close()
    expect(sessionsOf(kind).at(-1)).toBe('ended')
    await expect(client.exchange({ method: 'GET', path })).rejects.toThrow(ClosedError)
  })

  it('does not send a password to a controller whose certificate it cannot trust', async () => {
    const before = sessionsOf(kind).length
    let waits = 0
    const error = await firstFailure(kind, {}, () => waits++)
    expect(waits).toBe(0)
    expect(error).toBeInstanceOf(ConnectionError)
    expect((error as Error).message).toMatch(/certificate; give the certificate of its authority as `ca`$/)
    expect((error as Error).message).not.toMatch(/midrun|admin/)
    expect(sessionsOf(kind).length).toBe(before)
  })

  it('trusts any certificate if told to', async () => {
    const { client, path } = clientOf(kind, { verifyTls: false })
    expect((await client.exchange({ method: 'GET', path })).status).toBe(200)
    await client.close()
  })
})

it('says at once that nobody listens at its address', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.close()
  await once(server, 'close')
  let waits = 0
  const error = await firstFailure('apic', { url }, () => waits++)
  expect(error).toBeInstanceOf(ConnectionError)
  expect((error as Error).message).toContain('POST /api/aaaLogin.json')
  expect(error).toMatchObject({ reason: 'nobody-there' })
  expect(waits).toBe(0)
})

describe('a client behind a proxy', () => {
  let proxy: Server
  let proxyUrl: string
  const tunnels: string[] = []
  /** A name that nobody but the proxy knows. */
  const ONLY_BEHIND_PROXY = 'apic.invalid:443'

  beforeAll(async () => {
    proxy = createServer((_request, response) => response.writeHead(405).end())
    proxy.on('connect', ({ url }, socket, head) => {
      tunnels.push(url!)
      if (url!.startsWith('refused.example')) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
        return
      }
      const known = url === ONLY_BEHIND_PROXY ? new URL(running.servers.apic!.url).host : url
      const { hostname, port } = new URL(`http://${known}`)
      const upstream = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.write(head)
        upstream.pipe(socket).pipe(upstream)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  })
  afterAll(() => {
    proxy.close()
    proxy.closeAllConnections()
  })

  it('reaches the controller through a tunnel, with TLS from end to end', async () => {
    const { client, path } = clientOf('apstra', { proxy: proxyUrl, ca: identity.caCertificate })
    expect((await client.exchange({ method: 'GET', path })).status).toBe(200)
    await client.close()
    expect(new Set(tunnels)).toEqual(new Set([new URL(running.servers.apstra!.url).host]))
  })

  it('trusts no certificate more than without it', async () => {
    const error = await firstFailure('apic', { proxy: proxyUrl })
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'untrusted' })
    expect((error as Error).message).toContain('certificate')
  })

  it('carries events through a tunnel, too', async () => {
    const settings = { username: 'admin', password: 'midrun', verifyTls: false, proxy: proxyUrl }
    const apic = new ApicClient({ ...settings, url: `https://${ONLY_BEHIND_PROXY}` })
    const tenants = await apic.subscribe('/api/class/fvTenant.json', { onlyNew: true })
    await apic.post('/api/mo/uni.json', { fvTenant: { attributes: { name: 'tunnelled' } } })
    expect((await tenants.next()).value).toMatchObject({ type: 'created', dn: 'uni/tn-tunnelled' })
    await apic.close()
    expect(tunnels.filter((target) => target === ONLY_BEHIND_PROXY).length).toBeGreaterThan(1)
  })

  it.each([
    ['refused.example', 'the proxy answered CONNECT with 403'],
    [ONLY_BEHIND_PROXY, 'certificate'],
  ])('opens no socket to a controller that it does not reach or trust: %s', async (target, message) => {
    const reason = await new Promise<string>((resolve) => {
      const open = webSockets({ proxy: proxyUrl, handshakeTimeoutMs: 5000 })
      open(`wss://${target}/socketSECRET`, {
        onOpen: () => resolve('open'),
        onMessage: () => {},
        onPong: () => {},
        onClose: resolve,
      })
    })
    expect(reason).toContain(message)
    expect(reason).not.toContain('SECRET')
  })

  it('tells the proxy the name and password that its URL has', async () => {
    const seen: (string | undefined)[] = []
    proxy.once('connect', ({ headers }) => seen.push(headers['proxy-authorization']))
    const withName = proxyUrl.replace('http://', 'http://jo:p%40ss@')
    await new Promise<string>((resolve) => {
      const open = webSockets({ proxy: withName, handshakeTimeoutMs: 5000 })
      const listener = { onOpen: () => {}, onMessage: () => {}, onPong: () => {}, onClose: resolve }
      open('wss://refused.example/socket', listener)
    })
    expect(seen).toEqual([`Basic ${Buffer.from('jo:p@ss').toString('base64')}`])
  })

  it('says that the proxy refused', async () => {
    const error = await firstFailure('apic', { proxy: proxyUrl, url: 'https://refused.example' })
    expect(error).toBeInstanceOf(ConnectionError)
    expect((error as Error).message).toContain('403')
  })
})
