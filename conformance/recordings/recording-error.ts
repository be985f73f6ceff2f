/** A file does not hold the recording that it should; the message says where, what was expected and what was found. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}
