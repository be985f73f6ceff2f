import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { programPath } from './program-path.js'

/** How often the wrapper is asked what it preloads; each time it has another process id. */
const MOST_TRIES = 3

/**
 * How the time of a program under test is moved.
 * - `real`: not at all; lifetimes are made short on the controller
 * - `scaled`: the program's clocks and sleeps run faster through libfaketime, and the controller's with them
 * - `adaptive`: not while it works; while it only waits, its clocks and the controller's jump
 * - `driven`: by messages; there is no program but a client, which has no time of its own
 */
export type TimeModeName = 'real' | 'scaled' | 'adaptive' | 'driven'

/** A way to move a program's time, ready to be used. */
export interface TimeMode {
  name: TimeModeName
  /** Ms of the program's and the controller's time in each real ms. */
  rate: number
  /** The command line under which a program lives in that time. */
  wrap(command: readonly string[]): string[]
  /** For `adaptive`: what is preloaded, so that the clocks of a program can be moved while it runs. */
  library?: string
}

/** A time mode cannot be had on this machine; the message says what is missing and what to do. */
export class TimeModeError extends Error {
  override readonly name = 'TimeModeError'
}

/** Time as it is. */
export const REAL_TIME: TimeMode = { name: 'real', rate: 1, wrap: (command) => [...command] }

/** Virtual time, of a client that is driven. */
export const DRIVEN_TIME: TimeMode = { ...REAL_TIME, name: 'driven' }

/**
 * Time that runs `rate` times faster, by the wrapper `faketime`: with it, all processes that the program starts share
 * one origin of time.
 * @throws TimeModeError when the wrapper is not installed
 */
export async function scaledTime(rate: number): Promise<TimeMode> {
  const faketime = await faketimePath('scaled')
  return { name: 'scaled', rate, wrap: (command) => [faketime, '-f', `+0 x${rate}`, ...command] }
}

/**
 * Time that jumps while the program only waits. See `AdaptiveTime`.
 * @throws TimeModeError where libfaketime is not installed, or this is no Linux
 */
export async function adaptiveTime(): Promise<TimeMode> {
  if (process.platform !== 'linux') {
    throw new TimeModeError(
      `--time adaptive sees by /proc of Linux when a program is at rest, and this is ${process.platform}: use --time real`,
    )
  }
  const faketime = await faketimePath('adaptive')
  return { ...REAL_TIME, name: 'adaptive', library: await preloadedBy(faketime) }
}

async function faketimePath(mode: TimeModeName): Promise<string> {
  const faketime = await programPath('faketime')
  if (faketime !== undefined) return faketime
  throw new TimeModeError(
    `--time ${mode} needs the program faketime (libfaketime), which is not in PATH: install it (Debian: package faketime), or use --time real`,
  )
}

/** What the wrapper preloads for programs with threads: its other library mixes up instants when two threads ask. */
async function preloadedBy(faketime: string): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const library = /^LD_PRELOAD=(.+)$/m.exec(await shownBy(faketime))?.[1]
    if (library !== undefined) return library
  }
  throw new TimeModeError(
    `--time adaptive needs to know what ${faketime} preloads, and \`faketime -m -f +0 env\` did not show it: use --time real`,
  )
}

/** Nothing where the wrapper fails, as it does when a killed one of its process id left its semaphore behind. */
async function shownBy(faketime: string): Promise<string> {
  const env = { PATH: process.env.PATH }
  const shown = promisify(execFile)(faketime, ['-m', '-f', '+0', 'env'], { env })
  return shown.then(({ stdout }) => stdout).catch(() => '')
}
