import { closeSync, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import type { ControllerKind } from '../journal/entries.js'
import type { Journal } from '../journal/journal.js'
import { entryLine, headerLine, type JournalFileHeader } from '../journal/journal-lines.js'
import { PersistenceError } from './persistence-error.js'

/** Lines that wait in memory for a file that cannot take them; with more, the file ends. */
const MOST_WAITING = 100_000

/** How a journal file does what it does. */
export interface JournalFileSettings extends Omit<JournalFileHeader, 'midrun' | 'format'> {
  /** Hears, in a sentence, that the file takes nothing for the time being, takes entries again, or ends. */
  tell(sentence: string): void
  /** Writes bytes and says how many; `fs.writeSync` unless given. */
  write?(file: number, bytes: Buffer): number
}

/**
 * A journal on disk, one JSON object a line. An entry is handed to the operating system before the reply that it tells
 * of leaves, so that a process which is killed loses none. While the disk takes nothing, lines wait and go first later:
 * what is in the file is always a beginning of the journal, without a hole.
 */
export class JournalFile {
  readonly #path: string
  readonly #file: number
  readonly #tell: (sentence: string) => void
  readonly #write: (file: number, bytes: Buffer) => number
  readonly #listening: (() => void)[] = []
  /** Lines that are not in the file yet, oldest first; of the first one, only what is missing. */
  #waiting: Buffer[] = []
  #failing = false
  #ended = false

  /**
   * Makes the file, readable by its owner only, and writes its first line.
   * @throws PersistenceError when there is such a file, or it cannot be written
   */
  constructor(path: string, { tell, write = writeSync, ...header }: JournalFileSettings) {
    this.#path = path
    this.#tell = tell
    this.#write = write
    try {
      this.#file = openSync(path, 'wx', 0o600)
    } catch (error) {
      throw refusal(path, error as NodeJS.ErrnoException)
    }
    this.#waiting.push(Buffer.from(headerLine(header)))
    try {
      this.#writeFirst(0)
    } catch (error) {
      this.discard()
      throw refusal(path, error as NodeJS.ErrnoException)
    }
    this.#waiting = []
  }

  /** Writes what a journal holds, and from now on each entry as it is written. */
  follow(controller: ControllerKind, journal: Journal): void {
    for (const entry of journal.entries) this.#add(entryLine(controller, entry))
    this.#listening.push(journal.listen((entry) => this.#add(entryLine(controller, entry))))
  }

  /** Ends the file: what waits is tried once more, and all of it is on the disk after that. */
  close(): void {
    for (const stop of this.#listening) stop()
    this.#drain()
    if (this.#waiting.length > 0 && !this.#ended) {
      this.#tell(`${this.#path} ends early: the last ${this.#waiting.length} entries could not be written`)
    }
    fsyncSync(this.#file)
    closeSync(this.#file)
  }

  /** Takes the file back, for a server that did not start. */
  discard(): void {
    closeSync(this.#file)
    unlinkSync(this.#path)
  }

  #add(line: string): void {
    if (this.#ended) return
    this.#waiting.push(Buffer.from(line))
    this.#drain()
    if (this.#waiting.length <= MOST_WAITING) return
    this.#ended = true
    this.#waiting = []
    this.#tell(`${this.#path} ends here: ${MOST_WAITING} entries waited for room on the disk`)
  }

  #drain(): void {
    let written = 0
    try {
      for (; written < this.#waiting.length; written++) this.#writeFirst(written)
    } catch (error) {
      if (!this.#failing) this.#tell(`${this.#path} cannot be written for now: ${(error as Error).message}`)
      this.#failing = true
    }
    this.#waiting.splice(0, written)
    if (!this.#failing || this.#waiting.length > 0) return
    this.#failing = false
    this.#tell(`${this.#path} is written again: no entry is missing`)
  }

  /** Writes a line that waits. The operating system may take a part of it before it fails. */
  #writeFirst(index: number): void {
    while (this.#waiting[index]!.length > 0) {
      const taken = this.#write(this.#file, this.#waiting[index]!)
      this.#waiting[index] = this.#waiting[index]!.subarray(taken)
    }
  }
}

function refusal(path: string, { code, message }: NodeJS.ErrnoException): PersistenceError {
  return new PersistenceError(
    code === 'EEXIST'
      ? `${path} is there already, and a journal is never overwritten or appended to: choose another name, or move it away`
      : `cannot write ${path}: ${message}`,
  )
}
