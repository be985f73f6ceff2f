import type { Recording } from '../recording.js'

/** Turns an instant of the controller's clock into time that a client could see pass, both in ms. */
type VisibleTime = (atMs: number) => number

/** What sums of fractions of ms may be wrong by. */
const ROUNDING_MS = 0.001

/** From `fromMs` on, so many visible ms pass in each ms of the controller's clock. */
interface Stretch {
  fromMs: number
  visibleMs: number
  pace: number
}

const KNOWN = new WeakMap<Recording, VisibleTime>()

/**
 * Time as the client lived through it. Somebody who moves the controller's clock by hand moves no clock of the client:
 * what passes in an `advance` is invisible to it, and under a rate of 60 it sees one second in sixty.
 */
function visibleTime(recording: Recording): VisibleTime {
  let found = KNOWN.get(recording)
  if (found === undefined) {
    found = measured(stretchesOf(recording))
    KNOWN.set(recording, found)
  }
  return found
}

/** Whether a client could see that a span of so many ms had passed between two instants. */
export function couldSee(recording: Recording, fromMs: number, toMs: number, spanMs: number): boolean {
  const visible = visibleTime(recording)
  return visible(toMs) - visible(fromMs) >= spanMs - ROUNDING_MS
}

function stretchesOf({ clockMoves }: Recording): Stretch[] {
  const stretches: Stretch[] = [{ fromMs: 0, visibleMs: 0, pace: 1 }]
  let pace = 1
  const begin = (fromMs: number, nextPace: number) => {
    stretches.push({ fromMs, visibleMs: measured(stretches)(fromMs), pace: nextPace })
  }
  for (const { event, atMs, byMs = 0, rate = 1 } of clockMoves) {
    if (event === 'freeze') pace = 0
    if (event === 'run') pace = rate > 0 ? 1 / rate : 0
    if (event === 'advance') begin(atMs, 0)
    begin(event === 'advance' ? atMs + byMs : atMs, pace)
  }
  return stretches
}

function measured(stretches: readonly Stretch[]): VisibleTime {
  return (atMs) => {
    const { fromMs, visibleMs, pace } = stretches[indexAt(stretches, atMs)]!
    return visibleMs + (atMs - fromMs) * pace
  }
}

/** Index of the last stretch that has begun at an instant. */
function indexAt(stretches: readonly Stretch[], atMs: number): number {
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (stretches[middle]!.fromMs <= atMs) low = middle
    else high = middle - 1
  }
  return low
}
