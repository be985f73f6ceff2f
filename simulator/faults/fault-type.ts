import type { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { Controller, WireRequest } from '../controller.js'
import type { FaultReply } from '../journal/entries.js'
import type { Outcome } from '../outcome.js'
import type { HeldAt, Waiting } from './held-requests.js'

/** What a fault can lay its hands on when it strikes. */
export interface Struck {
  request: WireRequest
  controller: Controller
  clock: Clock
  /** Lets the controller have the request; at most once. */
  answer(): Outcome
  /** Has the exchange wait until it is released. */
  hold(at: HeldAt, waiting: Waiting): Outcome
}

/** One kind of fault. A file each in this folder; `index.ts` lists them. */
export interface FaultType<Options = unknown> {
  /** Name in plans, in the control API and on the command line. */
  type: string
  /** One sentence that says what happens. */
  title: string
  /** The JSON options and their defaults. */
  options: z.ZodType<Options>
  /** What becomes of the reply, for the journal; undefined where that is open when the fault strikes. */
  replyOf(options: Options): FaultReply | undefined
  /** Decides what becomes of the request that it strikes. */
  strike(options: Options, struck: Struck): Outcome
}

/** Ends an answer that will never be sent, so that it keeps no place in the controller's limits. */
export function discard(outcome: Outcome): void {
  if (outcome.kind === 'reply') outcome.release()
  else if (outcome.kind === 'held') outcome.onRelease(discard)
}
