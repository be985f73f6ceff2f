import type { z } from 'zod'
import {
  asJournalEntry,
  type ControllerKind,
  type JournalEntry,
  type JournalFileHeader,
  journalEntrySchema,
} from '../../simulator/index.js'
import { printable } from '../reports/printable.js'
import { controllerOf, isJournalHeader, readJournalHeader, withoutController } from './journal-file.js'
import { RecordingError } from './recording-error.js'

/** What a text holds of a journal, or of the journals of several controllers. */
export interface JournalText {
  /** First line of a file that `midrun serve --journal` wrote; absent in other texts. */
  header?: JournalFileHeader
  /** Entries in the order of the text, each with the controller that its line names, if it names one. */
  lines: { controller: ControllerKind | undefined; entry: JournalEntry }[]
  /** Number of the last line, from 1, where its writer was killed before it was whole; it is left out. */
  cutLine?: number
}

/**
 * Reads a journal: JSON lines, one entry each, with or without a first line that says so, or what
 * `GET /__midrun/journal` answered.
 * @throws RecordingError that names the line
 */
export function readJournalText(text: string): JournalText {
  const read: JournalText = { lines: [] }
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue
    const number = index + 1
    // The line feed is written last: a line that has one was whole.
    if (read.header !== undefined && number === lines.length && !isJson(line)) {
      read.cutLine = number
      break
    }
    const value = parsed(line, `line ${number}`)
    if (index === 0 && isJournalHeader(value)) read.header = readJournalHeader(value)
    else read.lines.push(...entriesOf(value, `line ${number}`))
  }
  for (const kind of new Set(read.lines.map(({ controller }) => controller))) {
    checkOrder(read.lines.filter(({ controller }) => controller === kind).map(({ entry }) => entry))
  }
  return read
}

/**
 * The entries of a text that are of one controller, or do not say of which they are.
 * @throws RecordingError when the text is of other controllers only
 */
export function entriesOfController({ header, lines }: JournalText, kind: ControllerKind): JournalEntry[] {
  const named = new Set(header?.controllers ?? lines.map(({ controller }) => controller))
  if (named.size > 0 && !named.has(kind) && !named.has(undefined)) {
    throw new RecordingError(
      `expected the journal of a controller of kind ${kind}, found one of ${[...named].join(', ')}: say which of those is meant`,
    )
  }
  return lines
    .filter(({ controller }) => controller === undefined || controller === kind)
    .map(({ entry }) => entry)
}

/**
 * The entries of a text by controller, in the order of its first line where it has one. A text whose lines do not name
 * their controller is of the one that is given.
 * @throws RecordingError when none is given then, or the text is of another one
 */
export function journalsIn(read: JournalText, given?: ControllerKind): Map<ControllerKind, JournalEntry[]> {
  const named = new Set(read.header?.controllers ?? read.lines.map(({ controller }) => controller ?? given))
  const kinds = given === undefined ? [...named] : [given]
  const journals = new Map<ControllerKind, JournalEntry[]>()
  for (const kind of kinds) {
    if (kind !== undefined) journals.set(kind, entriesOfController(read, kind))
  }
  if (journals.size > 0 && !kinds.includes(undefined)) return journals
  throw new RecordingError('its lines do not say which controller they are of: say so by --controller')
}

/**
 * Reads a journal whose lines are all of one controller.
 * @throws RecordingError that names the line
 */
export function readJournal(text: string): JournalEntry[] {
  return readJournalText(text).lines.map(({ entry }) => entry)
}

function entriesOf(value: unknown, where: string): JournalText['lines'] {
  const found = isAnswer(value) ? value.entries : [value]
  return found.map((one, at) => {
    const entry = entryOf(withoutController(one), isAnswer(value) ? `${where}, entry ${at}` : where)
    return { controller: controllerOf(one), entry }
  })
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new RecordingError(
      `${where}: expected a journal entry in JSON, found ${JSON.stringify(printable(line.slice(0, 40)))}`,
    )
  }
}

function isAnswer(value: unknown): value is { entries: unknown[] } {
  return typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries)
}

function entryOf(value: unknown, where: string): JournalEntry {
  const result = journalEntrySchema.safeParse(value)
  if (result.success) return asJournalEntry(result.data)
  throw new RecordingError(`${where}: ${misfit(result.error)}`)
}

function misfit({ issues }: z.ZodError): string {
  const [issue] = issues
  const path = issue!.path.map((step) => printable(String(step))).join('.')
  const message = printable(issue!.message.replace(/^./, (first) => first.toLowerCase()))
  return path === '' ? `expected a journal entry: ${message}` : `${path}: ${message}`
}

/** A journal that was put together wrongly would tell of refusals before logins. */
function checkOrder(entries: readonly JournalEntry[]): void {
  const wrong = entries.findIndex((entry, index) => index > 0 && entry.seq <= entries[index - 1]!.seq)
  if (wrong < 0) return
  const [before, after] = [entries[wrong - 1]!.seq, entries[wrong]!.seq]
  throw new RecordingError(
    `expected entries in the order of seq, found ${after} after ${before}: sort them by seq`,
  )
}
