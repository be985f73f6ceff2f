import type { Envelope } from '../../envelope/measure.js'
import { printableJson } from '../printable.js'
import { envelopeHtmlReport } from './html.js'
import { envelopeJsonReport } from './json.js'
import { envelopeMarkdownReport } from './markdown.js'
import { envelopeTerminalReport } from './terminal.js'

/** Every format in which an envelope can be reported, by its name; each gives the whole text of a file. */
export const ENVELOPE_FORMATS = {
  terminal: (envelope: Envelope) => `${envelopeTerminalReport(envelope)}\n`,
  json: (envelope: Envelope) => printableJson(envelopeJsonReport(envelope)),
  markdown: envelopeMarkdownReport,
  html: envelopeHtmlReport,
} as const satisfies Record<string, (envelope: Envelope) => string>

/** Name of a format. */
export type EnvelopeFormat = keyof typeof ENVELOPE_FORMATS
