import { createServer, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Traffic } from '../../../conformance/drivers/traffic.js'

let traffic: Traffic
let server: Server
let asked: ServerResponse[]
beforeEach(async () => {
  traffic = new Traffic()
  asked = []
  server = createServer((_, response) => asked.push(response))
  traffic.watch(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  server.close()
})
const port = () => (server.address() as AddressInfo).port

describe('traffic', () => {
  it('is under way from the first sign of a connection until its request is answered', async () => {
    const socket = connect(port(), '127.0.0.1')
    await vi.waitFor(() => expect(traffic.busy).toBe(true))
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    expect(traffic.busy).toBe(true)
    asked[0]!.end('done')
    await vi.waitFor(() => expect(traffic.busy).toBe(false))
    const before = traffic.events
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await vi.waitFor(() => expect(traffic.busy).toBe(true))
    expect(traffic.events).toBeGreaterThan(before)
    socket.destroy()
    await vi.waitFor(() => expect(traffic.busy).toBe(false))
  })

  it('is not waited for where it waits for an instant of the clock itself', async () => {
    for (let sent = 0; sent < 2; sent++) {
      request({ port: port(), host: '127.0.0.1' })
        .on('error', () => {})
        .end()
    }
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    traffic.timed = () => 1
    expect(traffic.busy).toBe(true)
    traffic.timed = () => 2
    expect([traffic.busy, traffic.stuck]).toEqual([false, false])
  })

  it('is no more waited for when no answer came for a minute', async () => {
    request({ port: port(), host: '127.0.0.1' })
      .on('error', () => {})
      .end()
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    expect([traffic.busy, traffic.stuck]).toEqual([true, false])
    const now = performance.now()
    vi.spyOn(performance, 'now').mockReturnValue(now + 60_000)
    expect([traffic.busy, traffic.stuck]).toEqual([false, true])
  })

  it('leaves a connection that nobody uses no longer than its server would', async () => {
    const socket = connect(port(), '127.0.0.1')
    let closed = false
    socket.once('close', () => {
      closed = true
    })
    socket.resume()
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    asked[0]!.end('done')
    await vi.waitFor(() => expect(traffic.busy).toBe(false))
    traffic.closeIdle(server.keepAliveTimeout - 1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(closed).toBe(false)
    traffic.closeIdle(server.keepAliveTimeout)
    await vi.waitFor(() => expect(closed).toBe(true))
  })
})
