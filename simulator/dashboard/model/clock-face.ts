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
