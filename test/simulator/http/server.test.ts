import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { ListenError, type RunningServers, serve } from '../../../simulator/http/server.js'

let running: RunningServers | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function fetchOver(agent: Agent, url: string) {
  const request = get(url, { agent })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  await response.resume().toArray()
  return { headers: response.headers, reused: request.reusedSocket }
}

describe('serve', () => {
  it('puts all controllers on one time line, and notes a move in each journal', async () => {
    const clock = new VirtualClock()
    running = await serve({ controllers: { fmc: {}, apic: {}, apstra: {} }, clock, seed: 'one' })
    const { fmc, apic, apstra } = running.servers
    const moved = await fetch(`${fmc!.controlUrl}/clock/advance`, { method: 'POST', body: '{"by":"1h"}' })
    expect(moved.status).toBe(200)
    const reading = await (await fetch(`${apic!.controlUrl}/clock`)).json()
    expect(reading).toMatchObject({ now: '2026-01-01T01:00:00.000Z', monotonicMs: 3_600_000 })
    for (const { simulator } of [fmc!, apic!, apstra!]) {
      expect(simulator.journal.entries).toMatchObject([{ kind: 'clock', event: 'advance', byMs: 3_600_000 }])
    }
    const { port: first } = new URL(fmc!.url)
    expect(first).not.toBe(new URL(apic!.url).port)
  })

  it('shows and drives every controller at each address', async () => {
    running = await serve({ controllers: { apic: {}, fmc: {} }, clock: new VirtualClock(), seed: 'one' })
    const { apic, fmc } = running.servers
    expect(await (await fetch(`${fmc!.controlUrl}/controllers`)).json()).toMatchObject({
      controllers: [
        { controller: 'apic', url: apic!.url, own: false },
        { controller: 'fmc', url: fmc!.url, own: true },
      ],
      live: true,
    })
    const drive = (path: string) => fetch(`${apic!.controlUrl}${path}`, { method: 'POST' })
    expect(await (await drive('/controllers/fmc/restart')).json()).toEqual({ restarted: 'fmc' })
    expect(await (await drive('/controllers/apic/restart')).json()).toEqual({ restarted: 'apic' })
    expect(fmc!.simulator.journal.entries).toMatchObject([{ kind: 'controller', event: 'restart' }])
    expect((await drive('/controllers/apstra/restart')).status).toBe(404)
  })

  it('leaves a process alone whose only business is a reader of events', async () => {
    running = await serve({ controllers: { apic: {} } })
    const response = await fetch(`${running.servers.apic!.controlUrl}/events`)
    await running.close()
    await expect(response.text()).rejects.toThrow()
  })

  it('closes an FMC connection after 100 requests, and says so', async () => {
    running = await serve({ controllers: { fmc: {} } })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const opened: number[] = []
    for (let i = 1; i <= 101; i++) {
      const { headers, reused } = await fetchOver(agent, `${running.servers.fmc!.url}/api/nothing`)
      if (i === 1) expect(headers['keep-alive']).toBe('timeout=5, max=100')
      if (i === 100) expect(headers.connection).toBe('close')
      if (!reused) opened.push(i)
    }
    agent.destroy()
    expect(opened).toEqual([1, 101])
  })

  it.each([
    [{}, ['Keep-Alive: timeout=5, max=100', 'Keep-Alive: timeout=5, max=99'], false],
    [{ idleSec: 2.5, maxRequests: 2 }, ['Keep-Alive: timeout=3, max=2', undefined], true],
    [{ enabled: false }, [undefined], true],
  ])(
    'ends the replies of an FMC with what %j says about the connection',
    async (keepAlive, expected, closes) => {
      running = await serve({ controllers: { fmc: { keepAlive } } })
      const connection = connect(Number(new URL(running.servers.fmc!.url).port), '127.0.0.1')
      const request = 'GET /api/nothing HTTP/1.1\r\nHost: fmc.example\r\n\r\n'
      for (const keptFor of expected) {
        connection.write(request)
        const [reply] = (await once(connection, 'data')) as [Buffer]
        const fields = reply.toString().split('\r\n\r\n')[0]!.split('\r\n')
        expect(fields.slice(keptFor === undefined ? -1 : -2)).toEqual(
          keptFor === undefined ? ['Connection: close'] : [keptFor, 'Connection: Keep-Alive'],
        )
      }
      if (closes) await once(connection, 'end')
      expect(connection.readableEnded).toBe(closes)
      connection.destroy()
    },
  )

  it('closes an FMC connection with the reply to a client that asks for it', async () => {
    running = await serve({ controllers: { fmc: {} } })
    const { headers } = await fetchOver(new Agent({ keepAlive: false }), running.servers.fmc!.url)
    expect([headers.connection, headers['keep-alive']]).toEqual(['close', undefined])
  })

  it('closes an FMC connection that was idle for its time', async () => {
    running = await serve({ controllers: { fmc: { keepAlive: { idleSec: 0.05 } } } })
    const connection = connect(Number(new URL(running.servers.fmc!.url).port), '127.0.0.1')
    connection.resume().write('GET /api/nothing HTTP/1.1\r\nHost: fmc.example\r\n\r\n')
    await once(connection, 'end')
    expect(connection.readableEnded).toBe(true)
  })

  it('says in one sentence that a port is taken, and leaves nothing listening', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const attempt = serve({ controllers: { apic: {}, fmc: {} }, port: port - 1, clock: new VirtualClock() })
    await expect(attempt).rejects.toBeInstanceOf(ListenError)
    await expect(attempt).rejects.toThrow(
      `port ${port}, wanted for fmc, is taken by another program: choose another --port, or 0 for free ones`,
    )
    running = await serve({ controllers: { apic: {} }, port: port - 1, clock: new VirtualClock() })
    expect(running.servers.apic!.url).toBe(`http://127.0.0.1:${port - 1}`)
    other.close()
  })

  it('ends open connections when it is closed', async () => {
    running = await serve({ controllers: { apic: {} }, clock: new VirtualClock() })
    running.servers.apic!.simulator.faults.arm({ type: 'drop-request' })
    const waiting = fetch(running.servers.apic!.url)
    await expect.poll(() => running!.servers.apic!.simulator.journal.entries.length).toBe(2)
    await running.close()
    await expect(waiting).rejects.toThrow('fetch failed')
  })
})
