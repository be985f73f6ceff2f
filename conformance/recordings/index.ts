import type { ControllerKind } from '../../simulator/index.js'
import { type Circumstances, type Recording, recordingOf } from '../rules/recording.js'
import { journalOfHar } from './har.js'
import { looksLikeHar } from './har-file.js'
import { entriesOfController, type JournalText, readJournalText } from './journal-text.js'

export { RecordingError } from './recording-error.js'

/**
 * Reads what was recorded of a client: a controller's journal, or a HAR 1.2 file.
 * @throws RecordingError when the text holds neither
 */
export function readRecording(
  controller: ControllerKind,
  text: string,
  circumstances: Circumstances = {},
): Recording {
  return looksLikeHar(text)
    ? recordingOf(controller, journalOfHar(controller, text), { ...circumstances, captured: 'har' })
    : ofJournal(controller, readJournalText(text), circumstances)
}

function ofJournal(controller: ControllerKind, read: JournalText, circumstances: Circumstances): Recording {
  const { cutLine } = read
  const entries = entriesOfController(read, controller)
  return recordingOf(controller, entries, { ...circumstances, ...(cutLine === undefined ? {} : { cutLine }) })
}
