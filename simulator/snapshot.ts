import type { z } from 'zod'

/** A value that JSON carries without loss. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** A snapshot does not fit the controller that was to take it; the message says where, and never quotes a value. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError'
}

/**
 * Reads a snapshot, or a part of one, by its schema.
 * @throws SnapshotError that names the member that does not fit
 */
export function readSnapshot<T>(schema: z.ZodType<T>, snapshot: unknown): T {
  const result = schema.safeParse(snapshot)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new SnapshotError(`${['snapshot', ...issue!.path.map(String)].join('.')}: ${issue!.message}`)
}
