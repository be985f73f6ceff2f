/** Items that wait to be taken, one by one and in order. */
export class EventQueue<Item> {
  readonly #items: Item[] = []
  readonly #takers: {
    resolve: (result: IteratorResult<Item, undefined>) => void
    reject: (error: Error) => void
  }[] = []
  #ended = false
  #error: Error | undefined

  /** How many items wait. */
  get waiting(): number {
    return this.#items.length
  }

  /** The item that was put in last and still waits. */
  get newest(): Item | undefined {
    return this.#items.at(-1)
  }

  /** Puts an item in; does nothing after the end. */
  put(item: Item): void {
    if (this.#ended) return
    const taker = this.#takers.shift()
    if (taker === undefined) this.#items.push(item)
    else taker.resolve({ done: false, value: item })
  }

  /** Nothing more will come. What waits can still be taken; after that `error` is thrown once, if there is one. */
  end(error?: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#error = error
    for (const { resolve, reject } of this.#takers.splice(0)) {
      const thrown = this.#takeError()
      if (thrown === undefined) resolve({ done: true, value: undefined })
      else reject(thrown)
    }
  }

  /** Takes the oldest item, or waits for the next one. */
  async take(): Promise<IteratorResult<Item, undefined>> {
    if (this.#items.length > 0) return { done: false, value: this.#items.shift()! }
    const error = this.#takeError()
    if (error !== undefined) throw error
    if (this.#ended) return { done: true, value: undefined }
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject })
    })
  }

  #takeError(): Error | undefined {
    const error = this.#error
    this.#error = undefined
    return error
  }
}
