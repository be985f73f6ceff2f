/** Lets so many pieces of work run at a time; the others wait in the order in which they came. */
export class ParallelLimit {
  #free: number
  readonly #waiting: (() => void)[] = []

  /** @param limit how many may run at once; Infinity for no limit */
  constructor(limit: number) {
    this.#free = limit
  }

  /** Waits for a place, runs `work` in it, and gives its result. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }
}
