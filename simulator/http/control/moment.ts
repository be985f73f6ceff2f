import { formatDuration, parseDurationMs } from '../../clock/duration.js'
import type { Deadline } from '../../controller.js'
import type { Simulator } from '../../simulator.js'
import { ControlError } from './route.js'

/** Farthest that one request moves time, in ms: as long as the certificates hold. */
const FARTHEST_MS = 3650 * 86_400_000
const MOMENT = /^session:(.+):(token|idle|absolute|refresh)(?:([+-])(.+))?$/

/**
 * How far away a moment is, in ms of monotonic time.
 * @param text `session:<id>:<deadline>`, with `+` or `-` and a duration behind it where it is after or before the deadline
 * @throws ControlError when it cannot be read, names no live session, or is past
 */
export function distanceToMs(text: string, simulator: Simulator): number {
  const match = MOMENT.exec(text)
  if (match === null) {
    throw new ControlError(
      `until: expected session:<id>:<deadline> with a deadline of token, idle, absolute or refresh, and +<duration> or -<duration> behind it if wanted, such as session:apic-1:token-1ms; found ${JSON.stringify(text)}`,
    )
  }
  const [, session, deadline, sign, duration] = match as unknown as [
    string,
    string,
    Deadline,
    string?,
    string?,
  ]
  const shiftMs = duration === undefined ? 0 : durationMs('until', duration) * (sign === '-' ? -1 : 1)
  const byMs = deadlineMs(simulator, session, deadline) + shiftMs - simulator.clock.monotonicMs()
  if (byMs < 0) {
    throw new ControlError(
      `until: expected a moment to come, but ${text} was ${formatDuration(-byMs)} ago, and time never goes back; ask for a later one`,
    )
  }
  return withinReach('until', byMs)
}

/**
 * Reads a duration that a request gives.
 * @returns whole ms
 * @throws ControlError that says what was expected
 */
export function durationMs(field: string, text: string): number {
  try {
    return withinReach(field, Math.round(parseDurationMs(text)))
  } catch (error) {
    if (error instanceof RangeError) throw new ControlError(`${field}: ${error.message}`)
    throw error
  }
}

function withinReach(field: string, byMs: number): number {
  if (byMs <= FARTHEST_MS) return byMs
  throw new ControlError(
    `${field}: expected 3650d at most, found ${formatDuration(byMs)}; go there in several moves`,
  )
}

function deadlineMs(simulator: Simulator, session: string, deadline: Deadline): number {
  const live = simulator.controller.sessions().filter(({ state }) => state === 'live')
  const found = live.find(({ id }) => id === session)
  if (found === undefined) {
    const ids = live.map(({ id }) => id)
    const names =
      ids.length === 0 ? 'there is none now, log in first' : `live now: ${ids.slice(-5).join(', ')}`
    throw new ControlError(
      `until: expected the id of a live session, found ${JSON.stringify(session)}; ${names}`,
    )
  }
  const atMs = found.deadlines[deadline]
  if (atMs === undefined) {
    const known = Object.keys(found.deadlines).join(', ')
    throw new ControlError(`until: session ${session} has no ${deadline} deadline; it has ${known}`)
  }
  return atMs
}
