/** Values among which a limit is looked for: all of one unit, above 0. */
export interface SearchRange {
  /** Tried first. */
  smallest: number
  /** Tried last, where everything below it was survived. */
  largest: number
  /** Values are whole multiples of it, so a limit cannot be told more finely. */
  step: number
  /** The search ends when the two sides of the limit are no further apart than by this factor; by one step unless given. */
  ratio?: number
  /** Factor from one value to the next until one is not survived. 4 unless given. */
  climb?: number
}

/** Where something stops to be survived. */
export interface Limit {
  /** The largest value that was tried below the limit; absent where not even the smallest one was survived. */
  survived?: number
  /** The smallest value that was tried and not survived; absent where even the largest one was survived. */
  failed?: number
  /** How many values were tried. */
  tried: number
}

/**
 * Finds the value from which on something is not survived any more. It climbs from the smallest value, and bisects
 * between the first that is not survived and the one before it, by the geometric mean: limits lie anywhere between
 * milliseconds and days. What is not survived at values that lie between two steps of the climb goes unseen.
 */
export async function findLimit(
  range: SearchRange,
  survives: (value: number) => Promise<boolean>,
): Promise<Limit> {
  const { smallest, largest, climb = 4 } = range
  const limit: Limit = { tried: 0 }
  const attempt = async (value: number) => {
    limit.tried++
    if (await survives(value)) limit.survived = value
    else limit.failed = value
  }
  for (let value = smallest; limit.failed === undefined; value *= climb) {
    await attempt(Math.min(value, largest))
    if (limit.survived === largest) return limit
  }
  for (let middle = middleOf(limit, range); middle !== undefined; middle = middleOf(limit, range)) {
    await attempt(middle)
  }
  return limit
}

/** A value on the grid between the two sides of a limit; undefined where they are as close as they need be. */
function middleOf({ survived, failed }: Limit, { step, ratio = 1 }: SearchRange): number | undefined {
  if (survived === undefined || failed === undefined) return undefined
  if (failed <= survived * ratio || failed - survived <= step) return undefined
  const mean = Math.round(Math.sqrt(survived * failed) / step) * step
  return Math.min(Math.max(mean, survived + step), failed - step)
}
