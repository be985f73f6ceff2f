import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { InProcessDispatcher, Simulator, VirtualClock } from '../../../simulator/index.js'

const LOGIN = 'https://fmc.example/api/fmc_platform/v1/auth/generatetoken'
const CREDENTIALS = `Basic ${Buffer.from('admin:midrun').toString('base64')}`

/** An FMC whose next request takes 3 s longer; `seen` are the instants at which it saw requests, in ms. */
function setUp(at: 'request' | 'reply') {
  const clock = new VirtualClock()
  const simulator = new Simulator({ controller: 'fmc', seed: 'latency', clock })
  const dispatcher = new InProcessDispatcher({ clock, transport: (wire) => simulator.handle(wire) })
  simulator.faults.arm({ type: 'latency', options: { delayMs: 3000, at } })
  const login = async (signal?: AbortSignal) => {
    const { body } = await request(LOGIN, {
      method: 'POST',
      headers: { authorization: CREDENTIALS },
      dispatcher,
      ...(signal === undefined ? {} : { signal }),
    })
    await body.dump()
    return clock.monotonicMs()
  }
  const seen = () =>
    simulator.journal.entries.filter(({ kind }) => kind === 'exchange').map(({ atMs }) => atMs)
  return { clock, login, seen }
}

describe('latency', () => {
  it.each([
    ['request', 3000],
    ['reply', 0],
  ] as const)('on the way of the %s has the controller see it after %i ms', async (at, seenMs) => {
    const { clock, login, seen } = setUp(at)
    const answered = login()
    await clock.advance(60_000)
    expect(seen()).toEqual([seenMs])
    expect(await answered).toBeGreaterThanOrEqual(3000)
  })

  it('takes a request along whose client leaves before it arrived', async () => {
    const { clock, login, seen } = setUp('request')
    const leaving = new AbortController()
    const left = expect(login(leaving.signal)).rejects.toThrow(/abort/i)
    await clock.advance(2999)
    leaving.abort()
    await clock.advance(60_000)
    await left
    expect(seen()).toEqual([])
  })
})
