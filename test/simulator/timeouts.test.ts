import { describe, expect, it } from 'vitest'
import { type ControllerKind, Simulator, VirtualClock } from '../../simulator/index.js'

function setUp(controller: ControllerKind, options: Record<string, unknown> = {}) {
  const clock = new VirtualClock()
  return { clock, simulator: new Simulator({ controller, seed: 'timeouts', clock, options }) }
}

/** From its birth to the first instant at which the newest session has run out, in s. */
function lifetimeOfNext({ simulator }: ReturnType<typeof setUp>): Record<string, number> {
  simulator.controller.loginElsewhere('admin')
  const { bornMs, deadlines } = simulator.controller
    .sessions()
    .filter(({ state }) => state === 'live')
    .at(-1)!
  return Object.fromEntries(Object.entries(deadlines).map(([name, atMs]) => [name, (atMs - bornMs) / 1000]))
}

describe.each([
  ['apic', { refreshTimeoutSeconds: 60, maximumLifetimeSeconds: 5000 }, { token: 60, absolute: 5000 }],
  ['fmc', { accessTtlSec: 70, browserTimeoutSec: 900 }, { token: 70, idle: 900 }],
  ['apstra', { tokenTtlSeconds: 80 }, { token: 80, absolute: 80 }],
] as const)('the lifetimes of an %s', (controller, values, expected) => {
  it('count for what is given out from then on, stand in the journal, and go with a reset', () => {
    const given = setUp(controller, controller === 'fmc' ? { onSecondLogin: 'allow' } : {})
    const { simulator } = given
    const before = lifetimeOfNext(given)
    const [earlier] = simulator.controller.sessions()
    const names = simulator.controller.timeouts().map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(Object.keys(values)))
    simulator.controller.setTimeouts(values)
    expect(simulator.journal.entries.at(-1)).toMatchObject({
      kind: 'controller',
      event: 'timeouts',
      timeouts: values,
    })
    const now = Object.fromEntries(simulator.controller.timeouts().map(({ name, value }) => [name, value]))
    expect(now).toMatchObject(values)
    expect(lifetimeOfNext(given)).toMatchObject(expected)
    expect(simulator.controller.sessions()[0]).toEqual(earlier)
    simulator.controller.reset()
    expect(lifetimeOfNext(given)).toEqual(before)
  })

  it('can be set one by one', () => {
    const given = setUp(controller)
    for (const [name, value] of Object.entries(values))
      given.simulator.controller.setTimeouts({ [name]: value })
    expect(lifetimeOfNext(given)).toMatchObject(expected)
  })
})

describe('a controller without tokens of its own', () => {
  it('has no lifetimes', () => {
    expect(setUp('fmc', { release: 'cdfmc' }).simulator.controller.timeouts()).toEqual([])
  })
})

describe('the settings of an APIC', () => {
  it('are the object that clients read and write', () => {
    const { simulator } = setUp('apic')
    simulator.controller.setTimeouts({ refreshTimeoutSeconds: 61, maximumLifetimeSeconds: 7200 })
    const login = simulator.handle({
      method: 'POST',
      target: '/api/aaaLogin.json',
      headers: {},
      body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
      address: '192.0.2.1',
      scheme: 'https',
    })
    const [{ aaaLogin }] = JSON.parse(login.kind === 'reply' ? login.response.body : '').imdata
    expect(aaaLogin.attributes).toMatchObject({ refreshTimeoutSeconds: '61', maximumLifetimeSeconds: '7200' })
    const read = simulator.handle({
      method: 'GET',
      target: '/api/mo/uni/userext/pkiext/webtokendata.json',
      headers: { cookie: `APIC-cookie=${aaaLogin.attributes.token}` },
      body: '',
      address: '192.0.2.1',
      scheme: 'https',
    })
    const [{ pkiWebTokenData }] = JSON.parse(read.kind === 'reply' ? read.response.body : '').imdata
    expect(pkiWebTokenData.attributes).toMatchObject({
      webtokenTimeoutSeconds: '61',
      maximumValidityPeriod: '2',
    })
  })
})
