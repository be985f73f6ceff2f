import { formatDuration } from '../../../simulator/index.js'
import type { MeasuredStrain } from '../../envelope/measure.js'
import type { Strain } from '../../envelope/strain.js'

const DAY_MS = 86_400_000

/** Ends and marks of the logarithmic scale on which limits of one unit are drawn. */
const SCALE: Record<Strain['unit'], readonly number[]> = {
  ms: [1, 1000, 60_000, 3_600_000, DAY_MS, 365 * DAY_MS],
  ppm: [1, 100, 1000, 100_000],
}

/** Marks of the scale of a unit: what stands there, and where, from 0 to 1. */
export function marksOf(unit: Strain['unit']): { text: string; at: number }[] {
  return SCALE[unit].map((value) => ({ text: amountText(unit, value), at: positionOf(unit, value) }))
}

/** Where a value stands on the scale of its unit, from 0 to 1. */
export function positionOf(unit: Strain['unit'], value: number): number {
  const largest = SCALE[unit].at(-1)!
  return Math.min(1, Math.log(Math.max(1, value)) / Math.log(largest))
}

/** A value as a person says it: `29.998 s`, `365 d`, `35165 ppm`. */
export function amountText(unit: Strain['unit'], value: number): string {
  if (unit === 'ppm') return `${value} ppm`
  return value >= 2 * DAY_MS && value % DAY_MS === 0 ? `${value / DAY_MS} d` : formatDuration(value)
}

/** A limit as a person says it: `29.998 s, not 29.999 s`, `365 d or more`, `not even 1 ms`. */
export function limitText({ strain: { unit }, limit: { survived, failed } }: MeasuredStrain): string {
  if (survived === undefined) return `not even ${amountText(unit, failed ?? 0)}`
  const most = amountText(unit, survived)
  return failed === undefined ? `${most} or more` : `${most}, not ${amountText(unit, failed)}`
}
