import { createHash } from 'node:crypto'
import type { Part } from '../conformance/shards/part.js'
import { readShard, type Shard, ShardError, shardText } from '../conformance/shards/shard.js'
import { packageVersion } from '../simulator/http/version.js'
import { UsageError } from './command-line.js'

/** What `--shard` came to. */
export interface ShardArguments {
  shard?: string | undefined
}

/** The option that has a command do one part of its run. */
export const SHARD_OPTION = {
  describe: 'Part of the run to do, as i/n such as 2/5; midrun merge puts the JSON reports together',
  string: true,
  requiresArg: true,
} as const

/** The shard that was asked for; undefined for the whole run. @throws UsageError */
export function shardOf({ shard }: ShardArguments): Shard | undefined {
  if (shard === undefined) return undefined
  try {
    return readShard(shard)
  } catch (error) {
    if (error instanceof ShardError) throw new UsageError(`--shard: ${error.message}`)
    throw error
  }
}

/** What the report on a shard says of the whole run; undefined where the run is not split. */
export function partOf(
  shard: Shard | undefined,
  whole: Pick<Part, 'command' | 'settings' | 'items'>,
): Part | undefined {
  return shard === undefined ? undefined : { ...whole, midrun: packageVersion, shard }
}

/** Says that there is nothing to do in a shard, which fails no run. */
export function emptyShardText(shard: Shard, items: readonly string[]): string {
  return `Shard ${shardText(shard)} is empty: the whole run consists of ${items.length}.`
}

/** What tells values that a report need not show from other ones, such as a command line: a few hexadecimal digits. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)
}
