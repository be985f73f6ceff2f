import { z } from 'zod'
import { printable } from '../reports/printable.js'
import { RecordingError } from './recording-error.js'

const field = z.looseObject({ name: z.string(), value: z.string() })

/** One request of a HAR 1.2 file, with what a recording needs of it. */
const harEntrySchema = z.looseObject({
  startedDateTime: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'expected an instant'),
  time: z.number().describe('from the request to the end of the answer, in ms'),
  request: z.looseObject({
    method: z.string(),
    url: z.string().refine((text) => URL.canParse(text), 'expected a URL'),
    headers: z.array(field),
    postData: z.looseObject({ text: z.string().optional() }).optional(),
  }),
  response: z.looseObject({
    status: z.number().int().describe('0 where no answer came'),
    statusText: z.string().default(''),
    headers: z.array(field),
    content: z.looseObject({ text: z.string().optional(), encoding: z.string().optional() }).default({}),
  }),
})

/** One request of a HAR 1.2 file. */
export type HarEntry = z.output<typeof harEntrySchema>

/** Whether a text looks like a HAR file: one JSON object with a log, rather than a line for each entry. */
export function looksLikeHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:/.test(text)
}

/**
 * Reads the requests of a HAR 1.2 file, in the order in which they were sent; those without an answer are left out, for
 * nobody knows whether they arrived.
 * @throws RecordingError that names the entry
 */
export function readHar(text: string): HarEntry[] {
  const entries = entriesOf(parsed(text)).map((entry, index) => {
    const result = harEntrySchema.safeParse(entry)
    if (result.success) return result.data
    const [issue] = result.error.issues
    const path = ['log', 'entries', index, ...issue!.path].map((step) => printable(String(step))).join('.')
    throw new RecordingError(
      `${path}: ${printable(issue!.message).replace(/^./, (first) => first.toLowerCase())}`,
    )
  })
  return entries
    .filter(({ response }) => response.status > 0)
    .sort((one, other) => Date.parse(one.startedDateTime) - Date.parse(other.startedDateTime))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new RecordingError(
      `line ${damagedLine(text)}: expected a HAR file in JSON, which it is not from here on`,
    )
  }
}

/** The first line, from 1, with which a text can no more become JSON; its last line where it just ends too early. */
function damagedLine(text: string): number {
  const lines = text.split('\n')
  let good = 0
  let bad = lines.length
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (mayGoOn(lines.slice(0, middle).join('\n'))) good = middle
    else bad = middle
  }
  return bad
}

/** Whether nothing is wrong with a text in JSON but that it ends. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    const [, position] = /position (\d+)/.exec(message) ?? []
    return /end of JSON|Unterminated/.test(message) || Number(position) >= text.length
  }
}

function entriesOf(value: unknown): unknown[] {
  const result = z.looseObject({ log: z.looseObject({ entries: z.array(z.unknown()) }) }).safeParse(value)
  if (result.success) return result.data.log.entries
  throw new RecordingError('log.entries: expected the requests of a HAR 1.2 file')
}
