/** A line on the terminal that says what is being done. Draws nothing where stderr is no terminal. */
export class ProgressLine {
  readonly #shown = process.stderr.isTTY === true

  /** Shows this text in place of the one before. */
  update(text: string): void {
    if (this.#shown) process.stderr.write(`\r\u001b[2K${text}`)
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[2K')
  }
}
