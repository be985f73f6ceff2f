import { packageVersion } from '../simulator/http/version.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { JournalFile } from '../simulator/persistence/journal-file.js'
import { PersistenceError } from '../simulator/persistence/persistence-error.js'
import { StateFile } from '../simulator/persistence/state-file.js'
import type { Simulator } from '../simulator/simulator.js'
import { UsageError } from './command-line.js'

/** What `midrun serve` was told of files. */
export interface ServeFileArguments {
  journal?: string | undefined
  state?: string | undefined
}

/** Files that a server leaves behind. */
export class ServeFiles {
  readonly #journal: JournalFile | undefined
  readonly #state: StateFile | undefined

  constructor(journal: JournalFile | undefined, state: StateFile | undefined) {
    this.#journal = journal
    this.#state = state
  }

  /** The seed of this start: tokens and ids must not be those that were given out before the state was saved. */
  seed(given: string): string {
    const before = this.#state?.startsBefore ?? 0
    return before === 0 ? given : `${given}\nstart ${before + 1}`
  }

  /** Connects simulators with the files, before they are served. @throws PersistenceError when they do not fit */
  async prepare(simulators: readonly Simulator[]): Promise<void> {
    await this.#state?.start(simulators.map(({ controller }) => controller))
    for (const { kind, journal } of simulators) this.#journal?.follow(kind, journal)
  }

  /** Ends the files after the server has. */
  async close(): Promise<void> {
    try {
      this.#journal?.close()
    } finally {
      // Of the two, it has what a client cannot send again.
      await this.#state?.close()
    }
  }

  /** Takes back what was made for a server that did not start. */
  discard(): void {
    this.#journal?.discard()
  }
}

/** Opens the files that were named. @throws UsageError when one of them cannot be had */
export async function openServeFiles(
  { journal, state }: ServeFileArguments,
  controllers: ControllerKind[],
): Promise<ServeFiles> {
  const about = { version: packageVersion, tell: (sentence: string) => console.error(`midrun: ${sentence}`) }
  const startedAt = new Date().toISOString()
  const stateFile =
    state === undefined ? undefined : await opened('--state', () => StateFile.open(state, about))
  const journalFile =
    journal === undefined
      ? undefined
      : await opened('--journal', () => new JournalFile(journal, { ...about, startedAt, controllers }))
  return new ServeFiles(journalFile, stateFile)
}

async function opened<T>(option: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof PersistenceError) throw new UsageError(`${option}: ${error.message}`)
    throw error
  }
}
