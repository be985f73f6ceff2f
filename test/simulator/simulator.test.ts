import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CONTROLLER_KINDS, Simulator, type SimulatorSettings, VirtualClock } from '../../simulator/index.js'

const LOGINS = {
  apic: {
    target: '/api/aaaLogin.json',
    headers: {},
    body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
  },
  fmc: {
    target: '/api/fmc_platform/v1/auth/generatetoken',
    headers: { authorization: `Basic ${Buffer.from('admin:midrun').toString('base64')}` },
    body: '',
  },
  apstra: { target: '/api/aaa/login', headers: {}, body: '{"username":"admin","password":"admin"}' },
}

function start(settings: Partial<SimulatorSettings> & Pick<SimulatorSettings, 'controller'>) {
  const clock = new VirtualClock()
  const simulator = new Simulator({ seed: 1, clock, ...settings })
  const login = () =>
    simulator.handle({
      method: 'POST',
      address: '192.0.2.1',
      scheme: 'https',
      ...LOGINS[simulator.kind],
    })
  return { clock, simulator, login }
}

describe.each(CONTROLLER_KINDS)('a simulated %s', (controller) => {
  async function journalOf(seed: string | number) {
    const { clock, simulator, login } = start({ controller, seed })
    login()
    await clock.advance(5000)
    login()
    await clock.advance(90_000_000)
    return simulator.journal.toLines()
  }

  it('writes the same journal for the same seed, and another one for another seed', async () => {
    const lines = await journalOf('seed')
    expect(await journalOf('seed')).toBe(lines)
    expect(await journalOf('other')).not.toBe(lines)
    expect(lines).toContain('"event":"ended"')
  })

  it('knows when a live session ends, and of no other', async () => {
    const { clock, simulator, login } = start({ controller })
    login()
    const { id, deadlines } = simulator.controller.sessions()[0]!
    expect(deadlines.token).toBeGreaterThan(0)
    expect(simulator.deadlineMs(id, 'token')).toBe(deadlines.token)
    expect(simulator.deadlineMs(`${id}0`, 'token')).toBeUndefined()
    await clock.advance(90_000_000)
    expect(simulator.deadlineMs(id, 'token')).toBeUndefined()
  })

  it('keeps as many journal entries as it was told', () => {
    const { simulator, login } = start({ controller, journalCapacity: 3 })
    for (let i = 0; i < 20; i++) login()
    expect(simulator.journal.entries.length).toBeLessThan(6)
    expect(simulator.journal.dropped).toBeGreaterThan(10)
  })

  it('lets armed faults have the requests', () => {
    const { simulator, login } = start({ controller })
    simulator.faults.arm({ type: 'reset', purpose: 'login' })
    expect(login()).toEqual({ kind: 'reset', delayMs: 0 })
    expect(login()).toMatchObject({ kind: 'reply' })
    expect(simulator.controller.sessions()).toHaveLength(1)
  })

  it('refuses options that it does not know', () => {
    expect(() => start({ controller, options: { nonsense: 1 } })).toThrow('nonsense')
  })
})

describe('a simulator', () => {
  const tokenOf = (settings: Partial<SimulatorSettings>) => {
    const outcome = start({ controller: 'apic', ...settings }).login()
    if (outcome.kind !== 'reply') throw new Error('no reply')
    return JSON.parse(outcome.response.body).imdata[0].aaaLogin.attributes.token as string
  }

  it('fills signatures of web tokens up to the length of a real one', () => {
    const [head, claims, signature] = tokenOf({}).split('.')
    expect(Buffer.from(signature!, 'base64url')).toHaveLength(256)
    const digest = createHash('sha512').update(`${head}.${claims}`).digest()
    expect(Buffer.from(signature!, 'base64url').subarray(0, 64)).toEqual(digest)
  })

  it('signs web tokens as it is told', () => {
    expect(tokenOf({ signWebToken: (input) => `signed${input.length}` })).toMatch(/\.signed\d+$/)
  })
})
