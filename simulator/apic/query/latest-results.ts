/** How many results are remembered at a time. */
const MOST_RESULTS = 8

/**
 * Results of the latest queries, so that a client that fetches one page after another has the objects found and sorted
 * once only. A result holds as long as the store does not change.
 */
export class LatestResults<Result> {
  readonly #results = new Map<string, Result>()
  #revision = -1

  /**
   * The result of a query, remembered or found now.
   * @param key of who asks and what for
   * @param revision of the store
   */
  get(key: string, revision: number, find: () => Result): Result {
    if (revision !== this.#revision) {
      this.#results.clear()
      this.#revision = revision
    }
    const known = this.#results.get(key)
    if (known !== undefined) return known
    const found = find()
    const [oldest] = this.#results.keys()
    if (this.#results.size >= MOST_RESULTS) this.#results.delete(oldest!)
    this.#results.set(key, found)
    return found
  }
}
