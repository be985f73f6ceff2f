import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { type Lane, type Mark, nearestMark } from '../model/lanes.js'

/** Heights of axis and lanes, in px. */
export const AXIS_HEIGHT = 28
export const LANE_HEIGHT = 24
/** How far a pointer may be from a mark, in px. */
const REACH = 8

/** Width of the column with the lanes' names, in px. */
export function gutterWidth(width: number): number {
  return width < 560 ? 84 : 148
}

/** Where an instant, in monotonic ms, is across the whole width: an hour fills it unless zoomed. */
export function baseScale(width: number): ScaleLinear<number, number> {
  return scaleLinear([0, 3_600_000], [gutterWidth(width), width])
}

/** What a pointer at (x, y) points to; `y` counts from the top of the canvas. */
export function markAt(
  x: number,
  y: number,
  view: { scale: ScaleLinear<number, number>; lanes: readonly Lane[]; scrollTop: number },
): { lane: Lane; mark: Mark } | undefined {
  const lane = view.lanes[Math.floor((y - AXIS_HEIGHT + view.scrollTop) / LANE_HEIGHT)]
  if (lane === undefined || y < AXIS_HEIGHT) return undefined
  const atMs = view.scale.invert(x)
  const mark = nearestMark(lane.marks, atMs, view.scale.invert(x + REACH) - atMs)
  return mark === undefined ? undefined : { lane, mark }
}
