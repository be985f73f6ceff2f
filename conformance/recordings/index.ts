import type { ControllerKind } from '../../simulator/index.js'
import { type Circumstances, type Recording, recordingOf } from '../rules/recording.js'
import { readJournal } from './journal-text.js'

export { RecordingError } from './recording-error.js'

/**
 * Reads what was recorded of a client: a controller's journal.
 * @throws RecordingError when the text holds none
 */
export function readRecording(
  controller: ControllerKind,
  text: string,
  circumstances: Circumstances = {},
): Recording {
  return recordingOf(controller, readJournal(text), circumstances)
}
