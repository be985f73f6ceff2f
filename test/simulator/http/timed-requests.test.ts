import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import { type RunningServers, serve } from '../../../simulator/http/server.js'

let clock: LiveClock
let running: RunningServers
beforeEach(async () => {
  clock = new LiveClock()
  running = await serve({ controllers: { apstra: {} }, clock, seed: 'timed' })
})
afterEach(() => running.close())

/** Asks once while a fault strikes. */
function ask(type: string, options: Record<string, unknown>, signal?: AbortSignal) {
  const { simulator, url } = running.servers.apstra!
  simulator.faults.arm({ type, options })
  return fetch(`${url}/api/version`, signal === undefined ? {} : { signal })
}

const timed = () => expect.poll(() => running.timeLine.timed)

describe('requests that wait for an instant of the clock', () => {
  it.each(['request', 'reply'])('are counted until it has come, whether late as a %s', async (at) => {
    const answered = ask('latency', { delayMs: 80_000_000, at })
    await timed().toBe(1)
    await clock.advance(80_000_000)
    expect((await answered).status).toBeGreaterThanOrEqual(200)
    expect(running.timeLine.timed).toBe(0)
  })

  it.each(['request', 'reply'])('are counted until their client leaves, whether late as a %s', async (at) => {
    const leaving = new AbortController()
    const left = expect(ask('latency', { delayMs: 80_000_000, at }, leaving.signal)).rejects.toThrow()
    await timed().toBe(1)
    leaving.abort()
    await left
    await timed().toBe(0)
  })

  it('are not those that somebody has to release', async () => {
    const answered = ask('hold', { at: 'request' })
    const { held } = running.servers.apstra!.simulator.faults
    await expect.poll(() => held.list().length).toBe(1)
    expect(running.timeLine.timed).toBe(0)
    held.releaseAll()
    await answered
  })
})
