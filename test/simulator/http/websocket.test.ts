import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ApicClient, type ApicEvent } from '../../../clients/index.js'
import { type Identity, loadIdentity, type RunningServers, serve } from '../../../simulator/http/index.js'
import { collect } from './raw-exchange.js'

let folder: string
let identity: Identity
let running: RunningServers
let client: ApicClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-sockets-'))
  identity = await loadIdentity({ folder })
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  running = await serve({ controllers: { apic: {} }, certificate: identity.server, seed: 'sockets' })
  const { url } = running.servers.apic!
  client = new ApicClient({ url, username: 'admin', password: 'midrun', ca: identity.caCertificate })
})
afterEach(async () => {
  await client.close()
  await running.close()
})

const apic = () => running.servers.apic!
const tenant = (name: string) => ({ fvTenant: { attributes: { name } } })
const causes = () =>
  apic().simulator.journal.entries.flatMap((entry) =>
    entry.kind === 'subscription' && entry.event === 'closed' ? [entry.cause] : [],
  )

/** Opens a socket by hand; gives it, or the status that refused it. */
function open(path: string): Promise<WebSocket | number> {
  const socket = new WebSocket(apic().url.replace('https', 'wss') + path, { ca: identity.caCertificate })
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!))
    socket.on('error', reject)
  })
}

async function token(): Promise<string> {
  const reply = await new Promise<string>((resolve, reject) => {
    client
      .exchange({
        method: 'POST',
        path: '/api/aaaLogin.json',
        body: { aaaUser: { attributes: { name: 'admin', pwd: 'midrun' } } },
      })
      .then(({ body }) => resolve(body), reject)
  })
  return JSON.parse(reply).imdata[0].aaaLogin.attributes.token
}

async function take(events: AsyncIterator<ApicEvent, undefined>, count: number): Promise<ApicEvent[]> {
  const taken: ApicEvent[] = []
  while (taken.length < count) taken.push((await events.next()).value!)
  return taken
}

const short = (event: ApicEvent) => ('dn' in event ? `${event.type} ${event.dn}` : event.type)

describe('websockets over HTTPS', () => {
  it('carry the events of a subscription', async () => {
    const tenants = await client.subscribe('/api/class/fvTenant.json', { onlyNew: true })
    await client.post('/api/mo/uni.json', tenant('blue'))
    await client.delete('/api/mo/uni/tn-blue.json')
    expect((await take(tenants, 2)).map(short)).toEqual(['created uni/tn-blue', 'deleted uni/tn-blue'])
    await tenants.unsubscribe()
    expect(await tenants.next()).toEqual({ done: true, value: undefined })
  })

  it('are refused with 403 for a wrong token, and with 404 on other paths', async () => {
    expect(await open('/socketnonsense')).toBe(403)
    expect(await open('/elsewhere')).toBe(404)
  })

  it('are closed in good order when their session ends, and the client hears of it', async () => {
    const socket = (await open(`/socket${await token()}`)) as WebSocket
    const closed = once(socket, 'close')
    apic().simulator.controller.restart()
    expect((await closed)[0]).toBe(1000)
  })

  it('tell the controller when their client is gone', async () => {
    const socket = (await open(`/socket${await token()}`)) as WebSocket
    const heard = new Promise<void>((resolve) => {
      apic().simulator.journal.listen((entry) => {
        if (entry.kind === 'subscription' && entry.event === 'closed') resolve()
      })
    })
    socket.terminate()
    await heard
    expect(causes()).toEqual(['client'])
  })

  it('survive nonsense from a client, and too much of it', async () => {
    const socket = (await open(`/socket${await token()}`)) as WebSocket
    const closed = once(socket, 'close')
    socket.send('{}')
    socket.send('x'.repeat(100_000))
    expect((await closed)[0]).toBe(1009)
    const { port } = new URL(apic().url)
    const raw = connect({
      port: Number(port),
      host: '127.0.0.1',
      ca: identity.caCertificate,
      servername: 'localhost',
    })
    await once(raw, 'secureConnect')
    const head = `GET /socket${await token()} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    expect((await collect(raw, head)).text).toMatch(/^HTTP\/1\.1 400 /)
    expect(await client.get('/api/mo/uni/tn-common.json')).toMatchObject({ totalCount: 1 })
  })

  it('are struck by faults as requests are', async () => {
    const { faults } = apic().simulator
    const path = `/socket${await token()}`
    faults.arm({ type: 'reset', path: '/socket' })
    await expect(open(path)).rejects.toThrow(/ECONNRESET|socket hang up/)
    faults.arm({ type: 'status', path: '/socket', options: { status: 503 } })
    expect(await open(path)).toBe(503)
    faults.arm({ type: 'latency', path: '/socket', options: { delayMs: 20 } })
    expect(await open(path)).toBeInstanceOf(WebSocket)
  })

  it('report a break as a gap, and go on', async () => {
    const tenants = await client.subscribe('/api/class/fvTenant.json', { onlyNew: true })
    apic().simulator.controller.restart()
    expect((await take(tenants, 2)).map(short)).toEqual(['gap', 'resumed'])
    await client.post('/api/mo/uni.json', tenant('blue'))
    expect((await take(tenants, 1)).map(short)).toEqual(['created uni/tn-blue'])
    expect(tenants.waiting).toBe(0)
  })
})
