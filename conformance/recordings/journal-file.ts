import { z } from 'zod'
import {
  CONTROLLER_KINDS,
  type ControllerKind,
  JOURNAL_FILE_FORMAT,
  type JournalFileHeader,
} from '../../simulator/index.js'
import { RecordingError } from './recording-error.js'

const headerSchema = z.looseObject({
  midrun: z.literal('journal'),
  format: z.literal(JOURNAL_FILE_FORMAT),
  version: z.string(),
  startedAt: z.string(),
  controllers: z.array(z.enum(CONTROLLER_KINDS)),
})

/** Whether a line of JSON is the first one of a file that `midrun serve --journal` wrote. */
export function isJournalHeader(value: unknown): value is { midrun: 'journal' } {
  return typeof value === 'object' && value !== null && 'midrun' in value && value.midrun === 'journal'
}

/**
 * Reads the first line of a journal file.
 * @throws RecordingError when the file is of another format
 */
export function readJournalHeader(value: { midrun: 'journal'; format?: unknown }): JournalFileHeader {
  const result = headerSchema.safeParse(value)
  if (result.success) return result.data
  throw new RecordingError(
    `line 1: expected a journal file of format ${JOURNAL_FILE_FORMAT}, found ${JSON.stringify(value.format) ?? 'none'} or damage: read it with the release that wrote it`,
  )
}

/** The controller whose entry a line is; undefined where it does not say. */
export function controllerOf(value: unknown): ControllerKind | undefined {
  const { controller } = (value ?? {}) as { controller?: unknown }
  return CONTROLLER_KINDS.find((kind) => kind === controller)
}

/** What a line says of an entry besides its controller. */
export function withoutController(value: unknown): unknown {
  if (controllerOf(value) === undefined) return value
  const { controller, ...entry } = value as { controller: ControllerKind }
  return entry
}
