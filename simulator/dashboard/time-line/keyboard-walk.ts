import { firstAt, type Lane, type Mark } from '../model/lanes.js'

/** Where the next entry is looked for: earlier or later in the lane, at its ends, or in the lane above or below. */
export type Direction = 'earlier' | 'later' | 'first' | 'last' | 'above' | 'below'

/** The mark that comes next in a direction; the newest of all where none is selected. */
export function step(
  lanes: readonly Lane[],
  selected: { lane: string; seq: number } | undefined,
  direction: Direction,
): { lane: Lane; mark: Mark } | undefined {
  const row = lanes.findIndex(({ key }) => key === selected?.lane)
  const lane = lanes[row]
  const index = lane?.marks.findIndex(({ seq }) => seq === selected?.seq) ?? -1
  if (lane === undefined || index < 0) return newest(lanes)
  if (direction === 'above' || direction === 'below') {
    return nextLane(lanes, row, direction === 'above' ? -1 : 1, lane.marks[index]!.atMs)
  }
  const target = {
    earlier: index - 1,
    later: index + 1,
    first: 0,
    last: lane.marks.length - 1,
  }[direction]
  const mark = lane.marks[target]
  return mark === undefined ? undefined : { lane, mark }
}

function newest(lanes: readonly Lane[]): { lane: Lane; mark: Mark } | undefined {
  let found: { lane: Lane; mark: Mark } | undefined
  for (const lane of lanes) {
    const mark = lane.marks.at(-1)
    if (mark === undefined) continue
    const newer = found === undefined || mark.atMs > found.mark.atMs
    if (newer || (mark.atMs === found?.mark.atMs && mark.seq > found.mark.seq)) found = { lane, mark }
  }
  return found
}

/** The mark closest in time in the next lane that has any. */
function nextLane(
  lanes: readonly Lane[],
  row: number,
  by: number,
  atMs: number,
): { lane: Lane; mark: Mark } | undefined {
  for (let at = row + by; at >= 0 && at < lanes.length; at += by) {
    const lane = lanes[at]!
    const index = firstAt(lane.marks, atMs)
    const near = [lane.marks[index - 1], lane.marks[index]].filter((mark) => mark !== undefined)
    const mark = near.sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))[0]
    if (mark !== undefined) return { lane, mark }
  }
  return undefined
}
