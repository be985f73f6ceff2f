import type { CheckSettings } from '../check.js'
import { TRUE_CLOCKS } from '../drivers/client-clocks.js'
import type { Scenario } from '../drivers/scenarios.js'
import type { SearchRange } from './find-limit.js'
import type { Strain } from './strain.js'

/** How long tokens live, and how long a program is to work, in s of its own time. */
export type Lifetimes = Pick<CheckSettings, 'tokenSeconds' | 'durationSeconds'>

/** What differs in a run under strain from one without. */
export interface Circumstances extends Partial<Lifetimes> {
  clocks?: CheckSettings['clocks']
  scenario?: Partial<Scenario>
}

/** A strain on any program; each time it is tried, the program runs. */
export interface ProgramStrain extends Strain {
  /** The circumstances in which it is so large. */
  circumstances(value: number): Circumstances
}

/** The runs of a program under strain. */
export interface ProgramWork {
  /** In all of them but those with slow replies. */
  work: Lifetimes
  /** With slow replies, which take their real time in adaptive time as well. */
  slowWork: Lifetimes
  /** Whether time jumps while the program only waits, so that a long sleep costs no more than a short one. */
  jumps: boolean
}

const SECOND = 1000
const DAY = 86_400 * SECOND
/** Of requests: more than any run has. */
const EACH = 1_000_000_000
/** When something happens that happens once, as a part of a run's whole time. */
const MIDST = 0.4
/** Large steps and a coarse limit, for each value costs a whole run. */
const STRETCH: SearchRange = { smallest: SECOND, largest: 4 * DAY, step: SECOND, ratio: 1.25, climb: 16 }
const OFFSET: SearchRange = { ...STRETCH, largest: 30 * DAY }
const DRIFT: SearchRange = { smallest: 100, largest: 100_000, step: 100, ratio: 1.25, climb: 16 }

/**
 * Every strain on a program.
 * A reply is never made to take longer than a token lives: no program could be quick enough, and few would get as far
 * as that.
 */
export function programStrains({ work, slowWork, jumps }: ProgramWork): readonly ProgramStrain[] {
  return [
    {
      name: 'clock-ahead',
      title: "the program's clock is ahead by",
      unit: 'ms',
      range: OFFSET,
      circumstances: (ms) => ({ scenario: { clockOffsetMs: ms } }),
    },
    {
      name: 'clock-behind',
      title: "the program's clock is behind by",
      unit: 'ms',
      range: OFFSET,
      circumstances: (ms) => ({ scenario: { clockOffsetMs: -ms } }),
    },
    {
      name: 'clock-set-forward',
      title: "the program's clock is set forward by",
      unit: 'ms',
      range: STRETCH,
      circumstances: (ms) => ({ clocks: { ...TRUE_CLOCKS, steps: [{ ms, at: MIDST }] } }),
    },
    {
      name: 'clock-set-back',
      title: "the program's clock is set back by",
      unit: 'ms',
      range: STRETCH,
      circumstances: (ms) => ({ clocks: { ...TRUE_CLOCKS, steps: [{ ms: -ms, at: MIDST }] } }),
    },
    {
      name: 'clock-fast',
      title: "the program's clock is fast by",
      unit: 'ppm',
      range: DRIFT,
      circumstances: (driftPpm) => ({ clocks: { ...TRUE_CLOCKS, driftPpm } }),
    },
    {
      name: 'clock-slow',
      title: "the program's clock is slow by",
      unit: 'ppm',
      range: DRIFT,
      circumstances: (ppm) => ({ clocks: { ...TRUE_CLOCKS, driftPpm: -ppm } }),
    },
    {
      name: 'latency',
      title: 'each reply takes',
      unit: 'ms',
      range: { smallest: 100, largest: slowWork.tokenSeconds * SECOND, step: 10, ratio: 1.25 },
      circumstances: (delayMs) => ({
        ...slowWork,
        scenario: {
          events: [
            {
              at: 0,
              act: ({ faults }) => void faults.arm({ type: 'latency', times: EACH, options: { delayMs } }),
            },
          ],
        },
      }),
    },
    {
      name: 'asleep',
      title: "the program's machine sleeps for",
      unit: 'ms',
      range: jumps ? STRETCH : { ...STRETCH, largest: 2 * work.tokenSeconds * SECOND },
      circumstances: (ms) => asleep(ms, work),
    },
  ]
}

/** A run that is longer by the time that the machine sleeps, so that the program is awake for as long as it is undisturbed. */
function asleep(ms: number, { tokenSeconds, durationSeconds }: Lifetimes): Circumstances {
  const longer = durationSeconds + ms / SECOND
  return {
    durationSeconds: longer,
    scenario: {
      suspend: { at: (MIDST * durationSeconds) / longer, tokenLives: ms / (tokenSeconds * SECOND) },
    },
  }
}
