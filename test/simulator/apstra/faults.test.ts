import { describe, expect, it } from 'vitest'
import { Simulator, VirtualClock } from '../../../simulator/index.js'

/** What a simulated Apstra answers, faults and all: status and body. */
function started() {
  const simulator = new Simulator({ controller: 'apstra', seed: 'faults', clock: new VirtualClock() })
  const send = (method: string, target: string, token?: string, body = ''): [number, string] => {
    const outcome = simulator.handle({
      method,
      target,
      headers: token === undefined ? {} : { authtoken: token },
      body,
      address: '192.0.2.1',
      scheme: 'https',
    })
    if (outcome.kind !== 'reply') throw new Error(`no reply but ${outcome.kind}`)
    return [outcome.response.status, outcome.response.body]
  }
  const login = () => send('POST', '/api/aaa/login', undefined, '{"username":"admin","password":"admin"}')
  return { faults: simulator.faults, send, login }
}

describe('faults on an Apstra', () => {
  it.each([
    [408, '{"errors": "Connection timeout"}'],
    [429, '{"errors": "Too many requests"}'],
    [503, ''],
  ])('a login told %i once goes through the next time', (status, body) => {
    const { faults, login } = started()
    const options = { status, body, contentType: 'application/json' }
    faults.arm({ type: 'status', purpose: 'login', options })
    const [first] = login()
    expect([first, login()[0]]).toEqual([status, 201])
  })

  it('a call told 401 once finds its token good the next time', () => {
    const { faults, send, login } = started()
    const { token } = JSON.parse(login()[1])
    const options = { status: 401, body: '{"errors": "Invalid token"}', contentType: 'application/json' }
    faults.arm({ type: 'status', purpose: 'call', options })
    const call = () => send('GET', '/api/features', token)[0]
    expect([call(), call()]).toEqual([401, 200])
  })
})
