/** The server refused a control request; the message is its sentence, and nothing has changed. */
export class ControlRefusedError extends Error {
  override readonly name = 'ControlRefusedError'
  /** HTTP status of the answer. */
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** No answer of a control API came: nothing listens there, the connection broke, or something else answered. */
export class ControlUnreachableError extends Error {
  override readonly name = 'ControlUnreachableError'
}
