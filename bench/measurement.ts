import { setImmediate as nextTurn } from 'node:timers/promises'

/** How much work a measurement does. */
export type Effort = 'full' | 'quick'

/** One thing that was measured. */
export interface Figure {
  /** What it is about, such as `apic` or `https`. */
  name: string
  /** Median over all rounds, in `unit`. */
  value: number
  /** Such as `requests/s`, `plans/s`, `ms` or `bytes/session`. */
  unit: string
  /** What it is held against, measured in the same rounds, in turn. */
  reference?: { name: string; value: number }
  /** Median over all rounds of value divided by reference. */
  ratio?: number
  /** The least that the ratio is meant to be. */
  target?: number
}

/** Something that can be measured. */
export interface Measurement {
  /** Name for `--only`. */
  name: string
  /** What is compared, in one sentence. */
  about: string
  run(effort: Effort): Promise<Figure[]>
}

/** Does some work and says how fast it went, or how much it took: one number, in the figure's unit. */
export type Sample = () => Promise<number>

/** What a subject and its reference came to. */
export interface Comparison {
  value: number
  reference: number
  ratio: number
}

/** The middle value; the mean of the two middle ones where their number is even. @throws RangeError without values */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values to take the median of')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * Samples a subject and its reference in turn, so that whatever else slows the machine down slows both: A B A B ...
 * One sample of each goes before, uncounted, for the compiler and the caches.
 */
export async function compare(rounds: number, subject: Sample, reference: Sample): Promise<Comparison> {
  await subject()
  await reference()
  const values: number[] = []
  const references: number[] = []
  for (let round = 0; round < rounds; round++) {
    values.push(await subject())
    references.push(await reference())
  }
  return {
    value: median(values),
    reference: median(references),
    ratio: median(values.map((value, round) => value / references[round]!)),
  }
}

/** Pieces of work between two turns of the event loop: streams free what they hold only there. */
const WORK_PER_TURN = 50

/** How often `work` was done in a second, when it is done `count` times, one after another. */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  for (let done = 0; done < count; done++) {
    await work()
    if (done % WORK_PER_TURN === 0) await nextTurn()
  }
  return (count * 1000) / (performance.now() - startedMs)
}
