import { programPath } from './program-path.js'

/**
 * How the time of a program under test is moved.
 * - `real`: not at all; lifetimes are made short on the controller
 * - `scaled`: the program's clocks and sleeps run faster through libfaketime, and the controller's with them
 */
export type TimeModeName = 'real' | 'scaled'

/** A way to move a program's time, ready to be used. */
export interface TimeMode {
  name: TimeModeName
  /** Ms of the program's and the controller's time in each real ms. */
  rate: number
  /** The command line under which a program lives in that time. */
  wrap(command: readonly string[]): string[]
}

/** A time mode cannot be had on this machine; the message says what is missing and what to do. */
export class TimeModeError extends Error {
  override readonly name = 'TimeModeError'
}

/** Time as it is. */
export const REAL_TIME: TimeMode = { name: 'real', rate: 1, wrap: (command) => [...command] }

/**
 * Time that runs `rate` times faster, by the wrapper `faketime`: with it, all processes that the program starts share
 * one origin of time.
 * @throws TimeModeError when the wrapper is not installed
 */
export async function scaledTime(rate: number): Promise<TimeMode> {
  const faketime = await programPath('faketime')
  if (faketime === undefined) {
    throw new TimeModeError(
      '--time scaled needs the program faketime (libfaketime), which is not in PATH: install it (Debian: package faketime), or use --time real',
    )
  }
  return { name: 'scaled', rate, wrap: (command) => [faketime, '-f', `+0 x${rate}`, ...command] }
}
