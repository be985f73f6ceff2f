import { createHash } from 'node:crypto'
import { createController } from './catalogue.js'
import type { SteerableClock } from './clock/clock.js'
import type { Controller, Deadline, SocketPeer, WireRequest } from './controller.js'
import { FaultBoard } from './faults/fault-board.js'
import type { ControllerKind } from './journal/entries.js'
import { Journal } from './journal/journal.js'
import type { Outcome } from './outcome.js'
import { RandomStream } from './random.js'

/** How a simulator is made. */
export interface SimulatorSettings {
  controller: ControllerKind
  /** Options of the controller; what is left out has its default. */
  options?: Record<string, unknown>
  /** Root of all randomness. Same seed, same requests at the same instants: same journal, byte for byte. */
  seed: string | number
  clock: SteerableClock
  /** How many journal entries are kept, the newest ones; all unless given. */
  journalCapacity?: number
  /** Signs web tokens; a filler that only looks like a signature unless given. */
  signWebToken?: (signingInput: string) => string
}

/** One simulated controller with the clock that rules it, its journal, and the faults armed on it. */
export class Simulator {
  readonly kind: ControllerKind
  readonly clock: SteerableClock
  readonly journal: Journal
  readonly controller: Controller
  readonly faults: FaultBoard

  /** @throws z.ZodError when an option does not fit */
  constructor(settings: SimulatorSettings) {
    this.kind = settings.controller
    this.clock = settings.clock
    const { journalCapacity } = settings
    this.journal = new Journal(this.clock, journalCapacity === undefined ? {} : { capacity: journalCapacity })
    this.controller = createController(
      settings.controller,
      {
        clock: this.clock,
        journal: this.journal,
        random: (name) => new RandomStream(settings.seed, `${settings.controller}.${name}`),
        signWebToken: settings.signWebToken ?? fillerSignature,
      },
      settings.options ?? {},
    )
    this.faults = new FaultBoard(this.controller, this.journal, this.clock)
  }

  /** What becomes of a request that reaches this controller now. */
  handle(request: WireRequest): Outcome {
    return this.faults.apply(request, () => {
      const { response, processingMs, release } = this.controller.handle(request)
      return { kind: 'reply', response, delayMs: processingMs, release }
    })
  }

  /** Monotonic instant, in ms, at which a limit of a live session strikes; undefined when there is no such limit. */
  deadlineMs(session: string, deadline: Deadline): number | undefined {
    return this.controller.sessions().find(({ id, state }) => id === session && state === 'live')?.deadlines[
      deadline
    ]
  }
}

/**
 * What becomes of a websocket handshake that reaches a simulated controller now: a reply with status 101 opens the
 * socket. Faults strike it as they strike requests.
 * @returns the outcome, and what the shell calls once when the socket is gone or the 101 never got through
 */
export function openSocket(
  { controller, faults }: Pick<Simulator, 'controller' | 'faults'>,
  request: WireRequest,
  peer: SocketPeer,
): { outcome: Outcome; closed: () => void } {
  let closed = () => {}
  const outcome = faults.apply(request, () => {
    const verdict = controller.openSocket?.(request, peer)
    if (verdict !== undefined) closed = () => verdict.closed()
    const { response, processingMs, release } = verdict?.handling ?? controller.handle(request)
    return { kind: 'reply', response, delayMs: processingMs, release }
  })
  // A handshake that is held is answered later.
  return { outcome, closed: () => closed() }
}

/** 256 bytes made from a digest: as long as an RS256 signature of a 2048-bit key, and 200 times cheaper. */
function fillerSignature(signingInput: string): string {
  const digest = createHash('sha512').update(signingInput).digest()
  return Buffer.concat([digest, digest, digest, digest]).toString('base64url')
}
