import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ProcessFamily } from '../../../conformance/drivers/adaptive/process-rest.js'

const started: ChildProcess[] = []
/** A shell in a session of its own, as programs under check are. */
function shell(script: string): ProcessFamily {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  return new ProcessFamily(child.pid!)
}
afterEach(() => {
  for (const { pid } of started.splice(0)) process.kill(-pid!, 'SIGKILL')
})

/** How many of so many looks, some ms apart, find a family at rest. */
async function looksAtRest(family: ProcessFamily, looks: number): Promise<number> {
  let resting = 0
  for (let look = 0; look < looks; look++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (family.isAtRest) resting++
  }
  return resting
}

describe.skipIf(!existsSync('/proc/self/task'))('the processes of a program', () => {
  it('are at rest while all of them only wait', async () => {
    const family = shell('sleep 60 & sleep 60; true')
    await vi.waitFor(() => expect(family.isAtRest).toBe(true))
  })

  it('are at work while one of them is, also one that it started in the background', async () => {
    const family = shell('(while :; do :; done) & echo started; wait')
    await once(started[0]!.stdout!, 'data')
    // A busy machine may leave it waiting for a processor, and that is work too.
    expect(await looksAtRest(family, 20)).toBe(0)
  })

  it('are at rest when their machine sleeps, whatever they were doing', async () => {
    const family = shell('echo started; while :; do :; done')
    await once(started[0]!.stdout!, 'data')
    process.kill(-started[0]!.pid!, 'SIGSTOP')
    await vi.waitFor(() => expect(family.isAtRest).toBe(true))
  })

  it('are none of this process', async () => {
    const family = shell('sleep 60')
    const busy = spawn('sh', ['-c', 'while :; do :; done'], { detached: true })
    started.push(busy)
    await vi.waitFor(() => expect(family.isAtRest).toBe(true))
  })
})
