/** A file that a server keeps cannot be had as it should; the message says what was found and what to do. */
export class PersistenceError extends Error {
  override readonly name = 'PersistenceError'
}
