import type { SearchRange } from './find-limit.js'

/** Something that makes a session harder to keep, in a measure that can grow. */
export interface Strain {
  /** Such as `clock-ahead`. */
  name: string
  /** What it is, in a few words that a measure can follow. */
  title: string
  unit: 'ms' | 'ppm'
  range: SearchRange
}

/**
 * Tries one measure of a strain on a client, or no strain at all.
 * @returns what went wrong, in a sentence; undefined where the client survived: no call was refused for a session
 * reason, and all ended well
 */
export type Probe<S extends Strain> = (strain: S | undefined, value: number) => Promise<string | undefined>
