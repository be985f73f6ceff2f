import { expect, it } from 'vitest'
import { openStage } from '../../../cli/demo/stage.js'
import { ControlClient } from '../../../simulator/http/control-client/index.js'

it('shows whoever watches how time passes while a script waits', async () => {
  const { signal } = new AbortController()
  const stage = await openStage({ controller: 'apic', port: 0, http: true, speed: 1, signal })
  const control = new ControlClient({ url: stage.url })
  try {
    const watching = control.events()
    await watching.next()
    const startMs = stage.clock.monotonicMs()
    const passed = stage.pass(600_000, 600_000 / 1000, () => {})
    const readings: number[] = []
    for await (const { event, data } of watching) {
      if (event === 'state') readings.push(data.clock.monotonicMs - startMs)
      if (readings.length === 3) break
    }
    expect(readings.some((ms) => ms > 50_000 && ms < 599_000)).toBe(true)
    await passed
    expect(stage.simulator.journal.entries).toEqual([])
  } finally {
    await control.close()
    await stage.close()
  }
})
