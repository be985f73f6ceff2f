import { z } from 'zod'
import { type Shard, shardText } from './shard.js'

/** Commands whose runs can be split. */
export const SPLIT_COMMANDS = ['check', 'matrix', 'suite', 'prove', 'conformance'] as const

/** Shape of what a report on a shard says of the whole run: reports that agree in it can be merged. */
export const partSchema = z
  .strictObject({
    command: z.enum(SPLIT_COMMANDS),
    midrun: z.string().describe('version of Midrun'),
    shard: z.strictObject({ index: z.number().int().positive(), count: z.number().int().positive() }),
    settings: z
      .record(z.string(), z.unknown())
      .describe('what decides the whole run besides its items; the same in each shard'),
    items: z.array(z.string()).describe('names of all that the whole run consists of, in order'),
  })
  .describe('which part of a run the report is on; absent when it is on all of it')

/** What a report on a shard says of the whole run. */
export type Part = z.output<typeof partSchema>

/** A report on a shard, as it was read. */
export interface PartReport<Report> {
  /** Where it was read from, for messages. */
  file: string
  part: Part
  report: Report
}

/**
 * Why reports cannot be merged:
 * - `unreadable`: a file is no report of Midrun's in JSON, or is damaged
 * - `not-a-shard`: a report is on a whole run
 * - `different`: they are of different commands, versions, settings or numbers of shards
 * - `overlap`: a shard was given twice
 * - `missing`: a shard was not given
 * - `incomplete`: a shard did not do all of its part
 */
export type MergeProblem = 'unreadable' | 'not-a-shard' | 'different' | 'overlap' | 'missing' | 'incomplete'

/** Reports cannot be merged; the message is one sentence that says what was expected, what was found and what to do. */
export class MergeError extends Error {
  override readonly name = 'MergeError'
  readonly problem: MergeProblem

  constructor(problem: MergeProblem, message: string) {
    super(message)
    this.problem = problem
  }
}

/**
 * Puts the reports on shards in order.
 * @throws MergeError unless they are all the shards of one run, each of them once
 */
export function wholeOf<Report>(reports: readonly PartReport<Report>[]): PartReport<Report>[] {
  const [first, ...others] = reports
  if (first === undefined) throw new MergeError('missing', 'expected reports on shards, found none')
  for (const other of others) assertAlike(first, other)
  const byIndex = new Map<number, PartReport<Report>>()
  for (const report of reports) {
    const { shard } = report.part
    const twin = byIndex.get(shard.index)
    if (twin !== undefined) {
      throw new MergeError(
        'overlap',
        `expected each shard once, found shard ${shardText(shard)} in ${twin.file} and in ${report.file}`,
      )
    }
    byIndex.set(shard.index, report)
  }
  assertNoneMissing(first.part, byIndex)
  return [...byIndex.values()].sort((one, other) => one.part.shard.index - other.part.shard.index)
}

/** @throws MergeError when a shard has not done what belongs to it, as after an interruption */
export function assertDone(
  { file, part: { shard, command } }: PartReport<unknown>,
  expected: readonly string[],
  done: readonly string[],
): void {
  const left = expected.filter((item) => !done.includes(item))
  const extra = done.filter((item) => !expected.includes(item))
  if (left.length > 0) {
    throw new MergeError(
      'incomplete',
      `expected shard ${shardText(shard)} in ${file} to hold ${left.join(', ')}: it was interrupted; run midrun ${command} --shard ${shardText(shard)} again`,
    )
  }
  if (extra.length > 0 || done.length > expected.length) {
    throw new MergeError(
      'overlap',
      `expected shard ${shardText(shard)} in ${file} to hold ${expected.join(', ') || 'nothing'}, found ${done.join(', ')}`,
    )
  }
}

function assertAlike(one: PartReport<unknown>, other: PartReport<unknown>): void {
  for (const [what, here, there] of aspects(one.part, other.part)) {
    if (JSON.stringify(here) === JSON.stringify(there)) continue
    throw new MergeError(
      'different',
      `expected shards of one run, found another ${what} in ${one.file}${shown(here)} than in ${other.file}${shown(there)}`,
    )
  }
}

function* aspects(one: Part, other: Part): Generator<[what: string, here: unknown, there: unknown]> {
  yield ['command', one.command, other.command]
  yield ['version of Midrun', one.midrun, other.midrun]
  yield ['number of shards', one.shard.count, other.shard.count]
  for (const name of new Set([...Object.keys(one.settings), ...Object.keys(other.settings)])) {
    yield [name, one.settings[name], other.settings[name]]
  }
  yield ['list of what is run', one.items, other.items]
}

/** A value that is short enough to be compared by a person. */
function shown(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? ` (${value})` : ''
}

function assertNoneMissing({ command, shard: { count } }: Part, found: ReadonlyMap<number, unknown>): void {
  const missing: string[] = []
  for (let index = 1; index <= count; index++) {
    if (!found.has(index)) missing.push(shardText({ index, count } satisfies Shard))
  }
  if (missing.length === 0) return
  throw new MergeError(
    'missing',
    `expected all ${count} shards, found no report on ${missing.join(', ')}: run midrun ${command} --shard ${missing[0]} and merge again`,
  )
}
