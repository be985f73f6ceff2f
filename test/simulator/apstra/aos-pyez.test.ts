import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { type RunningServers, serve } from '../../../simulator/http/index.js'
import { decode } from './apstra-bench.js'

let running: RunningServers
let url: string
beforeEach(async () => {
  running = await serve({ controllers: { apstra: { generation: 'G1' } }, clock: new VirtualClock() })
  url = running.servers.apstra!.url
})
afterEach(() => running.close())

/** Opens a connection and closes it without a byte; gives what came back on it. */
async function probe(): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk.toString()
  })
  await once(socket, 'connect')
  socket.end()
  await once(socket, 'close')
  return received
}

function get(path: string, token: string) {
  return fetch(url + path, { headers: { AUTHTOKEN: token } })
}

async function login(token?: string): Promise<{ status: number; token: string }> {
  const reply = await fetch(`${url}/api/user/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { AUTHTOKEN: token }) },
    body: JSON.stringify({ username: 'admin', password: 'admin' }),
  })
  return { status: reply.status, ...((await reply.json()) as { token: string }) }
}

function seen(): string[] {
  return running.servers.apstra!.simulator.journal.entries.flatMap((entry) =>
    entry.kind === 'exchange'
      ? [`${entry.request.method} ${entry.request.target} ${entry.response.status}`]
      : [],
  )
}

describe('AOS 1.x over plain HTTP, as aos-pyez uses it', () => {
  it('takes a connection without a byte in silence, then a login and the version', async () => {
    expect(url).toMatch(/^http:/)
    expect(await probe()).toBe('')
    const { status, token } = await login()
    expect(status).toBe(201)
    expect(decode(token).payload).toMatch(/^\{"username":"admin","created_at":/)
    expect(await (await get('/api/versions/api', token)).text()).toBe(
      '{"major": "1", "version": "1.1", "minor": "1"}',
    )
    expect(seen()).toEqual(['POST /api/user/login 201', 'GET /api/versions/api 200'])
  })

  it('lets a saved session be taken up again, and not one that ended', async () => {
    const { token } = await login()
    await probe()
    expect((await get('/api/user', token)).status).toBe(200)
    await get('/api/versions/api', token)
    running.servers.apstra!.simulator.controller.terminate('apstra-1')
    await probe()
    expect((await get('/api/user', token)).status).toBe(401)
    const again = await login(token)
    expect(again.status).toBe(201)
    expect(seen()).toEqual([
      'POST /api/user/login 201',
      'GET /api/user 200',
      'GET /api/versions/api 200',
      'GET /api/user 401',
      'POST /api/user/login 201',
    ])
  })

  it.each(['AUTHTOKEN', 'AuthToken', 'Authtoken', 'authtoken'])('reads the token from %s', async (name) => {
    const { token } = await login()
    const lines = [`GET /api/user HTTP/1.1`, 'Host: aos', 'Connection: close', `${name}: ${token}`, '', '']
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(lines.join('\r\n'))
    const chunks = await socket.toArray()
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })
})
