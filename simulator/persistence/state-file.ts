import { type FileHandle, open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Controller } from '../controller.js'
import type { ControllerKind } from '../journal/entries.js'
import { CONTROLLER_KINDS } from '../journal/entries.js'
import { type JsonValue, SnapshotError } from '../snapshot.js'
import { PersistenceError } from './persistence-error.js'

/** Format of a state file that this release writes and reads. */
export const STATE_FILE_FORMAT = 1

/** Shortest time between two looks at what changed, in real ms. */
const PAUSE_MS = 250
/** A write that took so long is followed by a pause of that many times as long. */
const PAUSE_PER_WRITE = 10

const stateSchema = z.strictObject({
  midrun: z.literal('state'),
  format: z.literal(STATE_FILE_FORMAT),
  version: z.string().describe('release that wrote it'),
  savedAt: z.iso.datetime().describe('real instant'),
  starts: z.number().int().positive().describe('how often a server was started with it'),
  controllers: z.partialRecord(z.enum(CONTROLLER_KINDS), z.custom<JsonValue>()),
})

/** How a state file does what it does. */
export interface StateFileSettings {
  /** Release that writes it. */
  version: string
  /** Hears, in a sentence, that the file cannot be written for the time being, or is written again. */
  tell(sentence: string): void
}

/**
 * What controllers are configured with, in a file that outlives the process. It is written whole under another name and
 * then takes the place of the one before, so that whoever looks finds the old state or the new one. It holds passwords,
 * and is readable by its owner only.
 */
export class StateFile {
  /** How often a server was started with this file before. */
  readonly startsBefore: number
  readonly #path: string
  readonly #settings: StateFileSettings
  /** Snapshots by controller as they were read or taken last, also of controllers that are not served. */
  readonly #snapshots: Partial<Record<ControllerKind, JsonValue>>
  /** Controllers that are followed, with their revision at the last write that worked. */
  readonly #followed = new Map<Controller, number>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #failing = false

  private constructor(
    path: string,
    settings: StateFileSettings,
    read: z.output<typeof stateSchema> | undefined,
  ) {
    this.#path = path
    this.#settings = settings
    this.startsBefore = read?.starts ?? 0
    this.#snapshots = read?.controllers ?? {}
  }

  /**
   * Reads a state file; where there is none, one begins.
   * @throws PersistenceError for a file that cannot be read, is damaged, or of another format; it stays as it is
   */
  static async open(path: string, settings: StateFileSettings): Promise<StateFile> {
    const target = await realpath(path).catch(() => path)
    const text = await readFile(target, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw new PersistenceError(`cannot read ${path}: ${error.message}`)
    })
    return new StateFile(target, settings, text === undefined ? undefined : readState(path, text))
  }

  /**
   * Gives controllers what the file holds of them, and writes it for the first time, so that a file that cannot be
   * written is known before anybody relies on it.
   * @throws PersistenceError for a snapshot that a controller does not take, or a file that cannot be written
   */
  async start(controllers: readonly Controller[]): Promise<void> {
    for (const controller of controllers) this.#restore(controller)
    try {
      await this.#write()
    } catch (error) {
      throw new PersistenceError(`cannot write ${this.#path}: ${(error as Error).message}`)
    }
    this.#schedule(PAUSE_MS)
  }

  /** Writes what changed since the last time, and nothing after that. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#writing
    await this.#save()
  }

  #restore(controller: Controller): void {
    const snapshot = this.#snapshots[controller.kind]
    try {
      if (snapshot !== undefined) controller.restore(snapshot)
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error
      throw new PersistenceError(
        `${this.#path} does not fit the ${controller.kind}: ${error.message}; serve it with the options and the release that it was written with, or choose another file`,
      )
    }
    // Older than any: the first write takes all snapshots.
    this.#followed.set(controller, Number.NaN)
  }

  #schedule(pauseMs: number): void {
    this.#timer = setTimeout(() => {
      this.#writing = this.#lookAndSave()
    }, pauseMs).unref()
  }

  async #lookAndSave(): Promise<void> {
    const startedMs = performance.now()
    await this.#save()
    if (this.#timer === undefined) return
    this.#schedule(Math.max(PAUSE_MS, PAUSE_PER_WRITE * (performance.now() - startedMs)))
  }

  async #save(): Promise<void> {
    if ([...this.#followed].every(([{ revision }, saved]) => revision === saved)) return
    const { tell } = this.#settings
    try {
      await this.#write()
      if (this.#failing) tell(`${this.#path} is written again: no change is missing`)
      this.#failing = false
    } catch (error) {
      if (!this.#failing) tell(`${this.#path} cannot be written for now: ${(error as Error).message}`)
      this.#failing = true
    }
  }

  /** Takes the snapshots that are out of date and writes all of them. */
  async #write(): Promise<void> {
    const taken = [...this.#followed].filter(([{ revision }, saved]) => revision !== saved)
    const revisions = taken.map(([controller]) => {
      this.#snapshots[controller.kind] = controller.snapshot()
      return [controller, controller.revision] as const
    })
    const state = {
      midrun: 'state',
      format: STATE_FILE_FORMAT,
      version: this.#settings.version,
      savedAt: new Date().toISOString(),
      starts: this.startsBefore + 1,
      controllers: this.#snapshots,
    }
    await replaceFile(this.#path, `${JSON.stringify(state)}\n`)
    for (const [controller, revision] of revisions) this.#followed.set(controller, revision)
  }
}

/** Puts a text in the place of a file's, all of it or nothing, also where the machine stops meanwhile. */
async function replaceFile(path: string, text: string): Promise<void> {
  const next = `${path}.next`
  // What a killed process left there, with whatever rights.
  await rm(next, { force: true })
  await withFile(await open(next, 'wx', 0o600), async (file) => {
    await file.writeFile(text)
    await file.sync()
  })
  await rename(next, path)
  await withFile(await open(dirname(path), 'r'), (folder) => folder.sync())
}

async function withFile(file: FileHandle, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await use(file)
  } finally {
    await file.close()
  }
}

function readState(path: string, text: string): z.output<typeof stateSchema> {
  const value = parsed(path, text)
  if (value.midrun !== 'state') {
    throw new PersistenceError(`${path} is no state file of midrun serve: choose another name`)
  }
  if (value.format !== STATE_FILE_FORMAT) {
    throw new PersistenceError(
      `${path} is of format ${JSON.stringify(value.format)}, and this release reads ${STATE_FILE_FORMAT}: use the release that wrote it, or choose another file`,
    )
  }
  const unknown = Object.keys(Object(value.controllers)).find((kind) => !isKind(kind))
  if (unknown !== undefined) {
    throw new PersistenceError(
      `${path} holds a controller of kind ${JSON.stringify(unknown)}: expected ${CONTROLLER_KINDS.join(', ')}`,
    )
  }
  const result = stateSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new PersistenceError(
    `${path} is damaged at ${issue!.path.join('.') || 'its start'}: ${issue!.message}`,
  )
}

function parsed(path: string, text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    throw new PersistenceError(
      `${path} is damaged: expected JSON; put a copy in its place, or choose another file`,
    )
  }
}

function isKind(kind: string): kind is ControllerKind {
  return CONTROLLER_KINDS.some((known) => known === kind)
}
