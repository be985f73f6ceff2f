import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import { ControlClient } from '../../../simulator/http/control-client/index.js'
import { type RunningServers, serve } from '../../../simulator/http/server.js'

let running: RunningServers | undefined
let control: ControlClient
afterEach(async () => {
  await control.close()
  await running?.close()
  running = undefined
})

async function start(clock: VirtualClock | LiveClock) {
  running = await serve({ controllers: { apic: {} }, clock, seed: 'hold' })
  const { url, controlUrl, simulator } = running.servers.apic!
  control = new ControlClient({ url: controlUrl })
  const login = () =>
    fetch(`${url}/api/aaaLogin.json`, {
      method: 'POST',
      body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
    })
  const waiting = () => expect.poll(() => simulator.faults.held.list().length)
  return { url, simulator, control, login, waiting }
}

describe('a held exchange over HTTP', () => {
  it.each([
    ['virtual', () => new VirtualClock()],
    ['live', () => new LiveClock()],
  ])('is listed, released and answered, on a %s clock', async (_name, clock) => {
    const { control, login, waiting } = await start(clock())
    for (const at of ['request', 'reply']) {
      await control.arm({ type: 'hold', options: { at } })
      const reply = login()
      await waiting().toBe(1)
      const [held] = await control.held()
      expect(held).toMatchObject({ at, request: { method: 'POST', target: '/api/aaaLogin.json' } })
      await control.release(held!.id)
      await control.advance({ by: '10s' })
      expect((await reply).status).toBe(200)
    }
    await expect(control.release('held-1')).rejects.toMatchObject({
      status: 404,
      message: 'expected the id of a request that waits, found "held-1"; GET held lists them',
    })
  })

  it('is not listed any more once its client has left or the controller is reset', async () => {
    const { control, url, login, waiting, simulator } = await start(new LiveClock())
    simulator.faults.arm({ type: 'hold', times: 2 })
    const { port } = new URL(url)
    const leaving = connect(Number(port), '127.0.0.1')
    leaving.write('GET /api/class/fvTenant.json HTTP/1.1\r\nHost: h\r\n\r\n')
    await waiting().toBe(1)
    leaving.destroy()
    await waiting().toBe(0)
    const reply = login()
    await waiting().toBe(1)
    await control.reset()
    expect((await reply).status).toBe(200)
    expect(simulator.faults.held.list()).toEqual([])
  })

  it('may be a handshake', async () => {
    const { url, login, waiting, simulator } = await start(new LiveClock())
    const { imdata } = (await (await login()).json()) as {
      imdata: [{ aaaLogin: { attributes: { token: string } } }]
    }
    const address = `${url.replace('http', 'ws')}/socket${imdata[0].aaaLogin.attributes.token}`
    simulator.faults.arm({ type: 'hold', times: 2 })
    const left = new WebSocket(address)
    left.on('error', () => {})
    await waiting().toBe(1)
    left.terminate()
    await waiting().toBe(0)
    const socket = new WebSocket(address)
    const opened = new Promise((resolve) => socket.on('open', resolve))
    await waiting().toBe(1)
    simulator.faults.held.releaseAll()
    await opened
    socket.close()
  })
})
