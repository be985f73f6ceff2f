import {
  adaptiveTime,
  DRIVEN_TIME,
  REAL_TIME,
  scaledTime,
  type TimeMode,
  TimeModeError,
  type TimeModeName,
} from '../conformance/drivers/time-mode.js'
import { fixturePath } from '../simulator/fixtures.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'
import type { PaceOptionArguments } from './shared-options.js'

/** What was asked for about time. */
export interface PaceArguments extends PaceOptionArguments {
  time: TimeModeName
}

/** How long tokens live and programs run, in s of the program's time, and how fast that time passes. */
export interface Pace {
  tokenSeconds: number
  durationSeconds: number
  rate: number
}

/**
 * What shows each controller's limits within half a minute of real time. Scaled time is no faster than this, so that
 * the time-out of a request, some 30 s of the program's time, leaves a busy machine half a second to answer; at that
 * rate only an APIC's tokens can have the lifetime that they have on real controllers. In adaptive and
 * driven time all have it.
 */
const PACES: Record<Exclude<TimeModeName, 'driven'>, Record<ControllerKind, Pace>> = {
  real: {
    apic: { tokenSeconds: 10, durationSeconds: 30, rate: 1 },
    fmc: { tokenSeconds: 8, durationSeconds: 40, rate: 1 },
    apstra: { tokenSeconds: 10, durationSeconds: 25, rate: 1 },
  },
  scaled: {
    apic: { tokenSeconds: 600, durationSeconds: 1800, rate: 60 },
    fmc: { tokenSeconds: 300, durationSeconds: 1500, rate: 60 },
    apstra: { tokenSeconds: 600, durationSeconds: 1500, rate: 60 },
  },
  adaptive: {
    apic: { tokenSeconds: 600, durationSeconds: 7200, rate: 1 },
    fmc: { tokenSeconds: 1800, durationSeconds: 10_800, rate: 1 },
    apstra: { tokenSeconds: 86_400, durationSeconds: 259_200, rate: 1 },
  },
}

/** The pace that was asked for, or the usual one. @throws UsageError */
export function paceOf({ time, token, duration, rate }: PaceArguments, controller: ControllerKind): Pace {
  const usual = PACES[time === 'driven' ? 'adaptive' : time][controller]
  if (rate !== undefined && time !== 'scaled') {
    throw new UsageError(`--rate goes with --time scaled only: ${time} time has no rate of its own`)
  }
  const pace = {
    tokenSeconds: token ?? usual.tokenSeconds,
    durationSeconds: duration ?? usual.durationSeconds,
    rate: rate ?? usual.rate,
  }
  for (const [option, value] of Object.entries({
    token: pace.tokenSeconds,
    duration: pace.durationSeconds,
  })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new UsageError(`--${option}: expected a whole number of seconds from 1, found ${value}`)
    }
  }
  if (!(pace.rate >= 1 && pace.rate <= 100_000)) {
    throw new UsageError(`--rate: expected a number from 1 to 100000, found ${pace.rate}`)
  }
  return pace
}

/** The way in which a program's time is moved. @throws UsageError */
export async function timeMode({ time }: Pick<PaceArguments, 'time'>, { rate }: Pace): Promise<TimeMode> {
  if (time === 'real') return REAL_TIME
  if (time === 'driven') return DRIVEN_TIME
  try {
    return time === 'scaled' ? await scaledTime(rate) : await adaptiveTime()
  } catch (error) {
    if (error instanceof TimeModeError) throw new UsageError(error.message)
    throw error
  }
}

/** Variables of the sample user whose certificate an APIC knows. */
export function signingEnvironment(): Record<string, string> {
  return {
    MIDRUN_CERT_DN: 'uni/userext/user-operator/usercert-midrun',
    MIDRUN_KEY_FILE: fixturePath('apic/operator.key'),
  }
}
