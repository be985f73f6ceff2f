import type { ClientClocks, ClockStep } from '../conformance/drivers/client-clocks.js'
import { parseDurationMs } from '../simulator/clock/duration.js'
import { UsageError } from './command-line.js'
import { repeated } from './shared-options.js'

/** What a command was told of the program's clocks. */
export interface ClockArguments {
  clockOffset?: string | undefined
  clockDrift?: number | undefined
  clockStep?: string[] | undefined
}

/** Most that a clock may gain or lose, in ppm: a tenth. */
const MOST_DRIFT_PPM = 100_000

/** Options by which the program's clocks differ from the controller's, as yargs takes them. */
export const CLOCK_OPTIONS = {
  'clock-offset': {
    describe: "How far the program's wall clock is ahead of the controller's, such as 1h or -90s",
    string: true,
    requiresArg: true,
  },
  'clock-drift': {
    describe: "How much faster the program's clocks run than the controller's, in ppm",
    number: true,
    requiresArg: true,
  },
  'clock-step': repeated(
    "Steps the program's wall clock during the run, such as 5m@0.5 at its half; may be repeated",
  ),
} as const

/** How a program's clocks are to differ. @throws UsageError that says what was expected and found */
export function clientClocks({ clockOffset, clockDrift = 0, clockStep = [] }: ClockArguments): ClientClocks {
  if (!(Math.abs(clockDrift) <= MOST_DRIFT_PPM)) {
    throw new UsageError(
      `--clock-drift: expected a number from -${MOST_DRIFT_PPM} to ${MOST_DRIFT_PPM}, found ${clockDrift}`,
    )
  }
  return {
    offsetMs: clockOffset === undefined ? 0 : signedDurationMs('--clock-offset', clockOffset),
    driftPpm: clockDrift,
    steps: clockStep.map(stepIn),
  }
}

function stepIn(text: string): ClockStep {
  const [duration = '', at = ''] = text.split('@')
  const part = Number(at)
  if (at === '' || !(part >= 0 && part <= 1)) {
    throw new UsageError(
      `--clock-step: expected a duration and a part of the run from 0 to 1, such as 5m@0.5, found ${JSON.stringify(text)}`,
    )
  }
  return { ms: signedDurationMs('--clock-step', duration), at: part }
}

function signedDurationMs(option: string, text: string): number {
  const [, sign = '', length = ''] = /^([+-]?)(.*)$/.exec(text) ?? []
  try {
    const ms = parseDurationMs(length)
    return sign === '-' ? -ms : ms
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${option}: ${error.message}`)
    throw error
  }
}
