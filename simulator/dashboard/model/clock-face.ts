import type { ClockReading } from './wire.js'

/** A reading of a controller's clock, and when it was read, in ms of the browser's own clock. */
export interface ClockFace extends Pick<ClockReading, 'monotonicMs' | 'wallMs' | 'rate'> {
  readAtMs: number
}

/** Monotonic reading of a controller's clock, in ms, at an instant of the browser's clock. */
export function nowAt({ monotonicMs, rate, readAtMs }: ClockFace, realMs: number): number {
  return monotonicMs + Math.max(0, realMs - readAtMs) * rate
}

/** What has to be added to monotonic ms to get ms since 1970. */
export function wallOffset({ wallMs, monotonicMs }: Pick<ClockFace, 'wallMs' | 'monotonicMs'>): number {
  return wallMs - monotonicMs
}

/** Real ms within which both readings of a clock are taken. */
const READING_MS = 1000

/** Whether a reading is of another clock than one before: it went back, or was started at another time of day. */
export function isAnotherClock(
  before: Pick<ClockFace, 'monotonicMs' | 'wallMs' | 'rate'>,
  now: Pick<ClockFace, 'monotonicMs' | 'wallMs' | 'rate'>,
): boolean {
  const apartMs = Math.abs(wallOffset(now) - wallOffset(before))
  return now.monotonicMs < before.monotonicMs || apartMs > READING_MS * Math.max(1, before.rate, now.rate)
}
