import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  CONTROLLER_KINDS,
  type ControllerKind,
  Simulator,
  VirtualClock,
  type WireRequest,
} from '../simulator/index.js'
import { startChild } from './child.js'
import type { Figure, Measurement } from './measurement.js'

const SESSIONS = { full: 100_000, quick: 10_000 }

/** Heap that a live session takes. */
export const memory: Measurement = {
  name: 'memory',
  about: 'bytes of heap for each of 100,000 live sessions, opened by logins of one user',
  async run(effort) {
    const figures: Figure[] = []
    for (const kind of CONTROLLER_KINDS) {
      const child = await startChild('bench/memory-child.js', [kind, String(SESSIONS[effort])])
      await child.stop()
      figures.push({ name: kind, value: child.ready as number, unit: 'bytes/session' })
    }
    return figures
  },
}

const LOGINS: Record<ControllerKind, Pick<WireRequest, 'target' | 'headers' | 'body'>> = {
  apic: {
    target: '/api/aaaLogin.json',
    headers: { 'content-type': 'application/json' },
    body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
  },
  fmc: {
    target: '/api/fmc_platform/v1/auth/generatetoken',
    headers: { authorization: `Basic ${Buffer.from('admin:midrun').toString('base64')}` },
    body: '',
  },
  apstra: {
    target: '/api/aaa/login',
    headers: { 'content-type': 'application/json' },
    body: '{"username":"admin","password":"admin"}',
  },
}

/** So that one user may have all the sessions, and no limit turns a login away. */
const OPTIONS: Record<ControllerKind, Record<string, unknown>> = {
  apic: {},
  fmc: { onSecondLogin: 'allow', rate: { enabled: false } },
  apstra: {},
}

/**
 * Logs in `count` times, and gives the bytes of heap that each session has added.
 * @throws Error when not all of the sessions live
 */
export function bytesPerSession(kind: ControllerKind, count: number): number {
  const simulator = new Simulator({
    controller: kind,
    options: OPTIONS[kind],
    seed: 1,
    clock: new VirtualClock(),
    // The sessions are measured, not the evidence of their logins.
    journalCapacity: 100,
  })
  const collectGarbage = garbageCollector()
  logIn(simulator, 500)
  collectGarbage()
  const beforeBytes = process.memoryUsage().heapUsed
  logIn(simulator, count)
  collectGarbage()
  const bytes = process.memoryUsage().heapUsed - beforeBytes
  const live = simulator.controller.sessions().filter(({ state }) => state === 'live').length
  if (live !== count + 500) throw new Error(`expected ${count + 500} live sessions of ${kind}, found ${live}`)
  return bytes / count
}

function logIn(simulator: Simulator, count: number): void {
  const request: WireRequest = {
    method: 'POST',
    address: '192.0.2.1',
    scheme: 'https',
    ...LOGINS[simulator.kind],
  }
  for (let done = 0; done < count; done++) {
    const outcome = simulator.handle(request)
    if (outcome.kind === 'reply') outcome.release()
  }
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
