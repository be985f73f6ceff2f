import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SteerableClock } from '../../../simulator/clock/clock.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import type { Controller, SessionView, WireRequest, WireResponse } from '../../../simulator/controller.js'
import { FaultBoard } from '../../../simulator/faults/fault-board.js'
import { type AppOptions, createApp } from '../../../simulator/http/app.js'
import { watchConnections } from '../../../simulator/http/connections.js'
import { Journal } from '../../../simulator/journal/journal.js'
import type { Simulator } from '../../../simulator/simulator.js'
import { type TimeoutValues, timeoutInSeconds } from '../../../simulator/timeouts.js'

export const PLAIN: WireResponse = { status: 200, reason: 'OK', headers: [], body: 'hello' }

/** A controller that answers as it is told to and keeps what it was asked. */
export class FakeController implements Controller {
  readonly kind = 'apic'
  readonly seen: WireRequest[] = []
  readonly calls: string[] = []
  released = 0
  response: WireResponse = PLAIN
  processingMs = 0
  ttl = 600
  views: SessionView[] = []

  handle(request: WireRequest) {
    this.seen.push(request)
    return {
      response: this.response,
      processingMs: this.processingMs,
      release: () => {
        this.released++
      },
    }
  }
  purposeOf() {
    return 'call' as const
  }
  sessions() {
    return this.views
  }
  terminate(session: string) {
    this.calls.push(`terminate ${session}`)
    return this.views.some(({ id }) => id === session)
  }
  loginElsewhere(user: string) {
    this.calls.push(`login ${user}`)
    return user === 'admin'
  }
  logoutElsewhere(user: string) {
    this.calls.push(`logout ${user}`)
    return user === 'admin'
  }
  timeouts() {
    return [timeoutInSeconds('ttl', 'Lifetime of a token', this.ttl)]
  }
  setTimeouts({ ttl = this.ttl }: TimeoutValues) {
    this.ttl = ttl
  }
  restart() {
    this.calls.push('restart')
  }
  reset() {
    this.calls.push('reset')
  }
  readonly revision = 0
  snapshot() {
    return null
  }
  restore() {
    this.calls.push('restore')
  }
}

/** A simulator around a fake controller. */
export function fakeSimulator<C extends SteerableClock>(clock: C) {
  const controller = new FakeController()
  const journal = new Journal(clock)
  const faults = new FaultBoard(controller, journal, clock)
  const simulator: Simulator = {
    kind: 'apic',
    clock,
    journal,
    controller,
    faults,
    handle: (request) =>
      faults.apply(request, () => {
        const { response, processingMs, release } = controller.handle(request)
        return { kind: 'reply', response, delayMs: processingMs, release }
      }),
    deadlineMs: () => undefined,
  }
  return { clock, controller, journal, simulator }
}

/** The fake behind its HTTP shell on a free loopback port. */
export async function serveFake<C extends SteerableClock = VirtualClock>(
  options: AppOptions = {},
  clock: C = new VirtualClock() as SteerableClock as C,
) {
  const fake = fakeSimulator(clock)
  const server = createServer({ joinDuplicateHeaders: true }, createApp(fake.simulator, options))
  watchConnections(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { ...fake, server, port, url: `http://127.0.0.1:${port}`, close: () => closeServer(server) }
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
