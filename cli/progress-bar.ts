const WIDTH = 30
/** Least time between two drawings, in ms. */
const REDRAW_MS = 100

/** A bar on the terminal that shows how far some work is. Draws nothing where stderr is no terminal. */
export class ProgressBar {
  readonly #what: string
  readonly #total: number
  readonly #shown = process.stderr.isTTY === true
  #drawnMs = Number.NEGATIVE_INFINITY

  /** @param total amount of work, in any unit */
  constructor(what: string, total: number) {
    this.#what = what
    this.#total = total
    this.update(0)
  }

  /** Shows that so much of the work is done. */
  update(done: number): void {
    const nowMs = performance.now()
    if (!this.#shown || (nowMs - this.#drawnMs < REDRAW_MS && done < this.#total)) return
    this.#drawnMs = nowMs
    const filled = Math.round((Math.min(done, this.#total) / this.#total) * WIDTH)
    const bar = '#'.repeat(filled).padEnd(WIDTH, '.')
    process.stderr.write(
      `\r${this.#what} [${bar}] ${done.toLocaleString('en')}/${this.#total.toLocaleString('en')}`,
    )
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[2K')
  }
}
