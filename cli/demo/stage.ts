import { setTimeout as delay } from 'node:timers/promises'
import { Agent, type Dispatcher } from 'undici'
import type { Clock } from '../../simulator/clock/clock.js'
import { LiveClock } from '../../simulator/clock/live-clock.js'
import { CONTROL_PATH } from '../../simulator/http/app.js'
import { loadIdentity } from '../../simulator/http/certificate-authority.js'
import { serve } from '../../simulator/http/server.js'
import type { ControllerKind } from '../../simulator/journal/entries.js'
import type { Simulator } from '../../simulator/simulator.js'

/** Where the scripts of a story meet a controller. */
export interface Stage {
  simulator: Simulator
  clock: Clock
  /** Address of the controller. */
  url: string
  /** How much faster than usual the story is told. */
  speed: number
  /** Connections for one act; whoever takes them closes them. */
  connect(): Dispatcher
  /** Lets `ms` virtual milliseconds pass at `rate` virtual ms per real ms, and calls `onTick` on the way. */
  pass(ms: number, rate: number, onTick: () => void): Promise<void>
  /** Waits `ms` real milliseconds at the usual speed, for the sake of those who watch. */
  rest(ms: number): Promise<void>
}

/** A stage with a real server, which has to be closed. */
export interface ServedStage extends Stage {
  /** Where the controller can be watched. */
  page: string
  /** Undefined under plain HTTP. */
  caFile: string | undefined
  close(): Promise<void>
}

/** How a {@link ServedStage} is set. */
export interface StageSettings {
  controller: ControllerKind
  port: number
  http: boolean
  /** How much faster than usual the story is told. */
  speed: number
  /** Ends every wait. */
  signal: AbortSignal
}

/** Real ms between two looks of the room at the virtual clock. */
const TICK_MS = 50

/** Account of the scripts, which may do some things only. */
export const OPERATOR = { username: 'operator', password: 'midrun' }

/**
 * Serves a controller whose clock keeps to real time while requests are under way, and is moved on, many times as fast,
 * while the script waits: a busy machine then makes no request late.
 * @throws ListenError when the port cannot be had
 */
export async function openStage({
  controller,
  port,
  http,
  speed,
  signal,
}: StageSettings): Promise<ServedStage> {
  const identity = http ? undefined : await loadIdentity()
  const clock = new LiveClock()
  const running = await serve({
    controllers: { [controller]: {} },
    port,
    clock,
    ...(identity === undefined ? {} : { certificate: identity.server, signWebToken: identity.signWebToken }),
  })
  const { simulator, url } = running.servers[controller]!
  return {
    simulator,
    clock,
    url,
    speed,
    page: `${url}${CONTROL_PATH}/`,
    caFile: identity?.caFile,
    connect: () => new Agent(identity === undefined ? {} : { connect: { ca: identity.caCertificate } }),
    async pass(ms, rate, onTick) {
      const endMs = clock.monotonicMs() + ms
      for (let leftMs = ms; leftMs > 0; leftMs = endMs - clock.monotonicMs()) {
        await delay(Math.min(TICK_MS, leftMs / (rate * speed)), undefined, { signal })
        const beforeMs = endMs - clock.monotonicMs()
        await clock.advance(Math.max(0, Math.min(beforeMs, TICK_MS * rate * speed)))
        running.timeLine.tellListeners()
        onTick()
      }
    },
    rest: (ms) => delay(ms / speed, undefined, { signal }),
    close: () => running.close(),
  }
}
