import { renameSync, writeFileSync } from 'node:fs'

/** How far the clocks of a program are ahead of real ones, in a file that libfaketime reads at each look at a clock. */
export class OffsetFile {
  readonly path: string
  #ms = 0

  /** @param path where the file is kept; made at once */
  constructor(path: string) {
    this.path = path
    this.raise(0)
  }

  /** Moves all clocks that follow this file forward by `ms` milliseconds, to the microsecond. */
  raise(ms: number): void {
    this.#ms += ms
    const next = `${this.path}.next`
    writeFileSync(next, `+${(this.#ms / 1000).toFixed(6)}\n`)
    // A program that looks at this very instant finds the old file or the new one, and never half of one.
    renameSync(next, this.path)
  }
}
