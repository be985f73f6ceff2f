import { z } from 'zod'
import type { SessionView } from '../../controller.js'
import type { ArmedFault } from '../../faults/fault-board.js'
import type { HeldRequest } from '../../faults/held-requests.js'
import type { ControllerKind } from '../../journal/entries.js'
import { CONTROLLER_KINDS } from '../../journal/entries.js'
import type { Journal } from '../../journal/journal.js'
import type { Simulator } from '../../simulator.js'
import type { Timeout } from '../../timeouts.js'
import type { TimeLine } from '../time-line.js'
import { ControllerMetrics } from './metrics.js'

/** The controllers that there are. */
export const kindSchema = z.enum(CONTROLLER_KINDS)

/** What a clock shows, and how it goes. */
export const clockReadingSchema = z.object({
  now: z.iso.datetime().describe('time of day'),
  monotonicMs: z.number().describe('ms since the clock was started'),
  rate: z.number().describe('virtual seconds per real second'),
  frozen: z.boolean().describe('whether time passes by hand only'),
})

/** What a clock shows, and how it goes. */
export type ClockReading = z.output<typeof clockReadingSchema>

/**
 * What can be read of a controller, whether it runs or was recorded: all that the read routes of the control API need.
 */
export interface ControllerView {
  readonly kind: ControllerKind
  readonly journal: Pick<Journal, 'entries' | 'dropped'>
  clock(): ClockReading
  /** Live sessions and those that ended lately, oldest first. */
  sessions(): SessionView[]
  /** Faults that wait for requests. */
  armed(): ArmedFault[]
  /** Requests that wait to be released. */
  held(): HeldRequest[]
  /** Lifetimes that can be set. */
  timeouts(): Timeout[]
  /** Calls `listener` whenever anything of this has changed, until the returned function is called. */
  listen(listener: () => void): () => void
}

/** What the control API of a live controller works on. */
export interface ControlScope extends ControllerView {
  readonly simulator: Simulator
  readonly timeLine: TimeLine
  readonly metrics: ControllerMetrics
}

/** A controller that runs, as the control API sees it. */
export class LiveController implements ControlScope {
  readonly simulator: Simulator
  readonly timeLine: TimeLine
  readonly metrics: ControllerMetrics

  constructor(simulator: Simulator, timeLine: TimeLine) {
    this.simulator = simulator
    this.timeLine = timeLine
    this.metrics = new ControllerMetrics(simulator, timeLine)
  }

  get kind(): ControllerKind {
    return this.simulator.kind
  }

  get journal(): Journal {
    return this.simulator.journal
  }

  clock(): ClockReading {
    const { clock } = this.simulator
    return {
      now: new Date(clock.wallMs()).toISOString(),
      monotonicMs: clock.monotonicMs(),
      rate: this.timeLine.rate,
      frozen: this.timeLine.frozen,
    }
  }

  sessions(): SessionView[] {
    return this.simulator.controller.sessions()
  }

  armed(): ArmedFault[] {
    return this.simulator.faults.list()
  }

  held(): HeldRequest[] {
    return this.simulator.faults.held.list()
  }

  timeouts(): Timeout[] {
    return this.simulator.controller.timeouts()
  }

  listen(listener: () => void): () => void {
    const ends = [this.journal.listen(listener), this.timeLine.listen(listener)]
    return () => {
      for (const end of ends) end()
    }
  }
}
