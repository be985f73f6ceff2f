/** One of several parts of a run, such as the second of five, each carried out on its own. */
export interface Shard {
  /** From 1 to {@link Shard.count}. */
  index: number
  count: number
}

/** Parts into which a run may be split at most. */
const MOST_SHARDS = 10_000

/** Text that names no shard; the message is one sentence that says what was expected. */
export class ShardError extends Error {
  override readonly name = 'ShardError'
}

/** Reads a shard as `i/n`, such as `2/5`. @throws ShardError */
export function readShard(text: string): Shard {
  const [, index, count] = (/^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? []).map(Number)
  if (index === undefined || count === undefined || index > count || count > MOST_SHARDS) {
    throw new ShardError(
      `expected a part as i/n with i from 1 to n and n up to ${MOST_SHARDS}, such as 2/5, found ${JSON.stringify(text)}`,
    )
  }
  return { index, count }
}

/** A shard as it is written on a command line. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`
}

/**
 * The items that belong to a shard, in their order: every n-th, so that neighbours, which take about the same time, go
 * to different shards. All shards together have each item once, whatever their number. Without a shard, all items.
 */
export function itemsOf<T>(items: readonly T[], shard: Shard | undefined): T[] {
  if (shard === undefined) return [...items]
  return items.filter((_item, position) => position % shard.count === shard.index - 1)
}

/** The opposite of {@link itemsOf}: the items of all shards, given by shard, in the order of the whole. */
export function joined<T>(shards: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...shards.map(({ length }) => length))
  return Array.from({ length: longest }).flatMap((_row, row) =>
    shards.flatMap((items) => (row < items.length ? [items[row]!] : [])),
  )
}
