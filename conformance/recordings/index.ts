import type { ControllerKind, JournalEntry } from '../../simulator/index.js'
import { type Circumstances, type Recording, recordingOf } from '../rules/recording.js'
import { journalOfHar } from './har.js'
import { looksLikeHar } from './har-file.js'
import { entriesOfController, type JournalText, journalsIn, readJournalText } from './journal-text.js'

import { RecordingError } from './recording-error.js'

export { RecordingError }

/** What was recorded by controller, and the number of a last line that was cut and left out. */
export interface ReadJournals {
  journals: ReadonlyMap<ControllerKind, readonly JournalEntry[]>
  cutLine?: number | undefined
}

/**
 * Reads all that a journal of one controller or several holds, or a HAR 1.2 file.
 * @param controller the one to read; must be given for a text that does not say of which it is
 * @throws RecordingError when the text holds neither, or nothing of that controller
 */
export function readJournals(text: string, controller?: ControllerKind): ReadJournals {
  if (!looksLikeHar(text)) {
    const read = readJournalText(text)
    return { journals: journalsIn(read, controller), cutLine: read.cutLine }
  }
  if (controller === undefined) {
    throw new RecordingError('a HAR file does not name its controller: give its controller, too')
  }
  return { journals: new Map([[controller, journalOfHar(controller, text)]]) }
}

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
