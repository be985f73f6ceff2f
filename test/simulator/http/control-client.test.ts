import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import {
  ControlClient,
  type ControlEvent,
  ControlRefusedError,
  ControlUnreachableError,
} from '../../../simulator/http/control-client/index.js'
import { type Identity, loadIdentity, type RunningServers, serve } from '../../../simulator/http/index.js'

const TOKEN = 'open-sesame'

let folder: string
let identity: Identity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-control-'))
  identity = await loadIdentity({ folder })
})
afterAll(() => rm(folder, { recursive: true }))

let running: RunningServers
let control: ControlClient
let sockets: Socket[] = []
let others: Server[] = []
afterEach(async () => {
  await control.close()
  await running?.close()
  for (const server of others) server.close()
  others = []
  sockets = []
})

async function start(clock: VirtualClock | LiveClock = new VirtualClock()) {
  running = await serve({
    controllers: { apic: {}, fmc: {} },
    certificate: identity.server,
    clock,
    seed: 'control',
    controlToken: TOKEN,
    onConnection: (socket) => sockets.push(socket),
  })
  control = new ControlClient({
    url: running.servers.apic!.url,
    ca: identity.caCertificate,
    controlToken: TOKEN,
  })
  return running.servers.apic!
}

describe('the control client', () => {
  it('moves the clock and ends sessions', async () => {
    const { simulator } = await start()
    expect(await control.health()).toMatchObject({ status: 'ok', controller: 'apic' })
    await control.loginElsewhere('admin')
    const [session] = await control.sessions()
    expect(session).toMatchObject({ id: 'apic-1', user: 'admin', state: 'live' })
    expect(await control.advance({ until: 'session:apic-1:token-1ms' })).toMatchObject({ fired: [] })
    expect(await control.advance({ by: '1ms' })).toMatchObject({
      fired: [{ label: 'session:apic-1:token-expired' }],
      settled: true,
    })
    expect((await control.clock()).monotonicMs).toBe(simulator.clock.monotonicMs())
    await control.loginElsewhere('admin')
    await control.terminate('apic-2')
    await control.logoutElsewhere('admin')
    expect((await control.sessions()).map(({ ended }) => ended?.cause)).toEqual([
      'token-expired',
      'terminated',
      'logout',
    ])
    await control.restart()
    await control.reset()
    expect(await control.sessions()).toEqual([])
    const { entries, next } = await control.journal({ kind: ['controller', 'clock'], limit: 3 })
    expect(entries.map((entry) => 'event' in entry && entry.event)).toEqual(['advance', 'advance', 'restart'])
    expect((await control.journal({ since: next })).entries).toMatchObject([{ event: 'reset' }])
    expect((await control.journalLines(next)).trim()).toBe(JSON.stringify(simulator.journal.entries[next]))
    expect(JSON.parse(await control.har())).toMatchObject({ log: { version: '1.2' } })
    expect(await control.metrics()).toContain('midrun_sessions_live{controller="apic"} 0')
    expect(await control.openApi()).toMatchObject({ openapi: '3.1.0' })
  })

  it('arms faults, releases what is held, and sets lifetimes', async () => {
    const { url, simulator } = await start(new LiveClock())
    const fault = await control.arm({ type: 'hold', path: '/api', times: 2 })
    expect((await control.faults()).armed).toEqual([fault])
    const reply = control.controller('apic').held()
    expect(await reply).toEqual([])
    const asked = new ControlClient({ url: `${url}/api`, ca: identity.caCertificate })
    const answer = asked.health().catch((error: Error) => error)
    await expect.poll(() => simulator.faults.held.list().length).toBe(1)
    const [held] = await control.held()
    expect(held).toMatchObject({ id: 'held-1', at: 'reply', request: { method: 'GET' } })
    await control.release('held-1')
    expect(await answer).toBeInstanceOf(ControlUnreachableError)
    await asked.close()
    expect([await control.disarm('fault-1'), await control.disarm()]).toEqual([1, 0])
    await control.setTimeouts({ refreshTimeoutSeconds: 60 })
    expect((await control.timeouts())[0]).toMatchObject({ name: 'refreshTimeoutSeconds', value: 60 })
  })

  it('freezes and runs a clock', async () => {
    await start(new LiveClock())
    expect(await control.freeze()).toMatchObject({ frozen: true })
    expect(await control.run(60)).toMatchObject({ rate: 60 })
    expect(await control.run()).toMatchObject({ rate: 1 })
  })

  it('reaches every controller of the server', async () => {
    await start()
    expect((await control.controllers()).controllers.map(({ controller }) => controller)).toEqual([
      'apic',
      'fmc',
    ])
    const fmc = control.controller('fmc')
    expect(await fmc.health()).toMatchObject({ controller: 'fmc' })
    await fmc.close()
    expect(await control.health()).toMatchObject({ controller: 'apic' })
    const named = new ControlClient({
      url: running.servers.fmc!.controlUrl,
      ca: identity.caCertificate,
      controlToken: TOKEN,
    })
    expect(await named.health()).toMatchObject({ controller: 'fmc' })
    await named.close()
  })

  it('hears what happens, also after the connection was lost', async () => {
    const { simulator } = await start()
    await control.restart()
    const ended = new AbortController()
    const heard: ControlEvent[] = []
    const seqs = () =>
      heard.flatMap((each) => (each.event === 'entries' ? each.data.entries.map(({ seq }) => seq) : []))
    const listening = (async () => {
      for await (const event of control.events({ since: 1, signal: ended.signal })) heard.push(event)
    })()
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(2)
    await control.restart()
    await expect.poll(seqs).toEqual([1])
    // Whoever listens is cut off; everybody else just connects anew.
    for (const socket of sockets) socket.destroy()
    await control.restart()
    await expect.poll(seqs).toEqual([1, 2])
    expect(heard[0]).toMatchObject({ event: 'state', data: { controller: 'apic', clock: { frozen: true } } })
    expect(simulator.journal.entries).toHaveLength(3)
    ended.abort()
    await listening
  })

  it('stops listening where its caller does, and when the server is gone', async () => {
    await start()
    for await (const { event } of control.events()) {
      expect(event).toBe('state')
      break
    }
    const events = control.events()
    await events.next()
    await events.next()
    await running.close()
    await expect(events.next()).rejects.toBeInstanceOf(ControlUnreachableError)
  })
})

describe('a closed control client', () => {
  it('listens no longer', async () => {
    await start()
    const events = control.events()
    await events.next()
    await control.close()
    let more = 0
    // What had arrived is still told.
    for await (const _event of events) more++
    expect(more).toBeLessThanOrEqual(1)
  })
})

describe('the errors of the control client', () => {
  it('are the sentences of a server that refuses', async () => {
    await start()
    const refused = control.advance({ by: 'ten' })
    await expect(refused).rejects.toBeInstanceOf(ControlRefusedError)
    await expect(refused).rejects.toMatchObject({
      status: 400,
      message: 'by: expected a duration such as 250ms, 90s, 10m or 24h, found "ten"',
    })
    await expect(control.terminate('a/b')).rejects.toMatchObject({ status: 404 })
    const stranger = new ControlClient({
      url: running.servers.apic!.url,
      ca: identity.caCertificate,
      controlToken: 'another-secret',
    })
    const error = await stranger.health().catch((error: Error) => error)
    expect(error).toMatchObject({ name: 'ControlRefusedError', status: 401 })
    expect(String(error)).not.toContain('another-secret')
    await stranger.close()
  })

  it('say where no control API answers', async () => {
    await start()
    const other = createServer((_request, response) => response.writeHead(502).end('<html>')).listen(
      0,
      '127.0.0.1',
    )
    others.push(other)
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const client = new ControlClient({ url: `http://127.0.0.1:${port}/` })
    await expect(client.health()).rejects.toThrow(
      `expected a control API at http://127.0.0.1:${port}/__midrun, found something that answers 502 in another form`,
    )
    other.close()
    other.closeAllConnections()
    await once(other, 'close')
    await expect(client.health()).rejects.toBeInstanceOf(ControlUnreachableError)
    await expect(client.health()).rejects.toThrow('is "midrun serve" running there?')
    await client.close()
  })
})
