import type { CallOptions } from './controller-client.js'
import {
  ClientError,
  ConnectionError,
  ControllerError,
  RequestTimeoutError,
  ThrottledError,
} from './errors.js'
import { type FmcObject, withQuery } from './fmc-lists.js'

/** How large a batch of a bulk write may be. */
export interface BatchLimits {
  /** Objects in one request. 1000 unless given, the controller's own limit [C: DOC-215972, TF2]. */
  maxEntries?: number
  /** Bytes of one request's body. 2,048,000 unless given, as from release 6.3 on [C: fmcapi, fireREST, TF2]. */
  maxBytes?: number
}

/** How {@link deleteObjects} goes about it. */
export interface DeleteOptions {
  /**
   * Whether many are deleted by one request. True unless given; releases before 7.4 know that for rules only, not for
   * objects [C: TF2].
   */
  bulk?: boolean
}

/** One request of a bulk write. */
interface Batch {
  /** Index of its first entry among all of them, and of the one after its last. */
  from: number
  to: number
  call: CallOptions
}

/** A bulk write ended half-way: the batches before the failed one were carried out, those after it were not sent. */
export class BulkError extends ClientError {
  override name = 'BulkError'
  /** What the controller answered for the batches before: the objects created or deleted. */
  readonly done: readonly FmcObject[]
  /** Index of the first entry of the batch that failed, and of the one after its last. */
  readonly from: number
  readonly to: number
  /**
   * Whether it can be that some or all of the batch that failed was carried out all the same: read before it is sent
   * again. That a batch with one bad entry leaves nothing of the others is not sure [G], so it counts as that.
   */
  readonly unsure: boolean

  constructor(batch: Batch, done: readonly FmcObject[], cause: Error) {
    const unsure = isUnsure(cause, batch.to - batch.from)
    super(
      `entries ${batch.from} to ${batch.to - 1} failed, ${done.length} objects were done before: ${cause.message}` +
        (unsure ? '; some of them may have been carried out all the same' : ''),
      { cause },
    )
    this.done = done
    this.from = batch.from
    this.to = batch.to
    this.unsure = unsure
  }
}

/** Sends one request of the program and gives the parsed answer. */
type Request = (call: CallOptions) => Promise<unknown>

/** URLs longer than about this many characters are refused [L: TF2]. */
const LONGEST_PATH = 7000

/**
 * Creates objects, as many with each request as the controller takes, one request after the other.
 * @param path of the collection
 * @returns them as the controller made them, in the order of the entries
 * @throws RangeError when an entry is too large by itself; nothing was sent then
 * @throws BulkError when a batch failed
 */
export function createObjects(
  request: Request,
  path: string,
  entries: Iterable<object>,
  limits: BatchLimits,
): Promise<FmcObject[]> {
  const target = withQuery(path, ['bulk=true'])
  const batches = inBatches(entries, limits).map(({ from, to, body }) => ({
    from,
    to,
    call: { method: 'POST' as const, path: target, body },
  }))
  return carryOut(request, batches)
}

/**
 * Deletes objects by their ids, one request after the other.
 * @param path of the collection
 * @returns their last states, where the controller gave them
 * @throws RangeError when an id is not one; nothing was sent then
 * @throws BulkError when a batch failed
 */
export function deleteObjects(
  request: Request,
  path: string,
  ids: Iterable<string>,
  { bulk = true }: DeleteOptions,
): Promise<FmcObject[]> {
  const known = [...ids]
  for (const id of known) {
    if (!/^[\w-]+$/.test(id)) throw new RangeError(`ids: expected letters, digits and dashes, found "${id}"`)
  }
  const paths = bulk ? bulkDeletions(path, known) : known.map((id) => ({ count: 1, path: `${path}/${id}` }))
  let from = 0
  const batches = paths.map(({ count, path: target }): Batch => {
    const to = from + count
    const batch = { from, to, call: { method: 'DELETE' as const, path: target } }
    from = to
    return batch
  })
  return carryOut(request, batches)
}

async function carryOut(request: Request, batches: readonly Batch[]): Promise<FmcObject[]> {
  const done: FmcObject[] = []
  for (const batch of batches) {
    try {
      for (const object of objectsIn(await request(batch.call))) done.push(object)
    } catch (error) {
      throw new BulkError(batch, done, error as Error)
    }
  }
  return done
}

/** The objects of an answer: those of a list [C: SPEC], or a single one. */
function objectsIn(reply: unknown): FmcObject[] {
  const { items, id } = (reply ?? {}) as { items?: FmcObject[]; id?: string }
  if (Array.isArray(items)) return items
  return id === undefined ? [] : [reply as FmcObject]
}

interface Body {
  from: number
  to: number
  body: string
}

/** Arrays of entries in JSON, each as long as the limits allow. */
function inBatches(
  entries: Iterable<object>,
  { maxEntries = 1000, maxBytes = 2_048_000 }: BatchLimits,
): Body[] {
  if (!(maxEntries >= 1)) throw new RangeError(`maxEntries: expected 1 or more, found ${maxEntries}`)
  const bodies: Body[] = []
  let texts: string[] = []
  let bytes = 0
  let from = 0
  const finish = () => {
    const to = from + texts.length
    if (texts.length > 0) bodies.push({ from, to, body: `[${texts.join(',')}]` })
    texts = []
    bytes = 0
    from = to
  }
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    // With the comma or bracket before it; the last bracket is one byte more.
    const size = Buffer.byteLength(text) + 1
    if (size + 1 > maxBytes) {
      throw new RangeError(
        `entry ${from + texts.length} is ${size - 1} bytes long, and a request may have ${maxBytes}`,
      )
    }
    if (texts.length >= maxEntries || bytes + size + 1 > maxBytes) finish()
    texts.push(text)
    bytes += size
  }
  finish()
  return bodies
}

/** Deletions of as many ids at a time as a URL holds. */
function bulkDeletions(path: string, ids: readonly string[]): { count: number; path: string }[] {
  const start = withQuery(path, ['bulk=true', 'filter=ids:'])
  const deletions: { count: number; path: string }[] = []
  for (const id of ids) {
    const last = deletions.at(-1)
    if (last === undefined || last.path.length + 1 + id.length > LONGEST_PATH) {
      deletions.push({ count: 1, path: start + id })
    } else {
      last.count++
      last.path += `,${id}`
    }
  }
  return deletions
}

/** Whether a request of so many entries that failed so may have been carried out, if only in part. */
function isUnsure(error: Error, entries: number): boolean {
  if (!(error instanceof ControllerError)) {
    return error instanceof RequestTimeoutError || error instanceof ConnectionError
  }
  const { status } = error
  if (status >= 500 || status < 300) return true
  const turnedAway = error instanceof ThrottledError || [401, 403, 405].includes(status)
  return entries > 1 && !turnedAway
}
