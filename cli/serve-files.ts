import { packageVersion } from '../simulator/http/version.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { JournalFile } from '../simulator/persistence/journal-file.js'
import { PersistenceError } from '../simulator/persistence/persistence-error.js'
import type { Simulator } from '../simulator/simulator.js'
import { UsageError } from './command-line.js'

/** Files that a server leaves behind. */
export interface ServeFiles {
  /** Connects a simulator with them, before it is served. @throws UsageError when it does not fit what they hold */
  prepare(simulator: Simulator): void
  /** Ends them after the server has. */
  close(): void
  /** Takes back what was made for a server that did not start. */
  discard(): void
}

/** Opens the files that `midrun serve` was told of. @throws UsageError when one of them cannot be had */
export function openServeFiles(given: { journal?: string | undefined }, kinds: ControllerKind[]): ServeFiles {
  const journal = given.journal === undefined ? undefined : openJournal(given.journal, kinds)
  return {
    prepare({ kind, journal: entries }) {
      journal?.follow(kind, entries)
    },
    close() {
      journal?.close()
    },
    discard() {
      journal?.discard()
    },
  }
}

function openJournal(path: string, controllers: ControllerKind[]): JournalFile {
  const startedAt = new Date().toISOString()
  const tell = (sentence: string) => console.error(`midrun: ${sentence}`)
  try {
    return new JournalFile(path, { version: packageVersion, startedAt, controllers, tell })
  } catch (error) {
    if (error instanceof PersistenceError) throw new UsageError(`--journal: ${error.message}`)
    throw error
  }
}
