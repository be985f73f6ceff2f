import { z } from 'zod'
import { checkJsonReportSchema } from '../reports/check.js'
import { RUN_FORMATS } from '../reports/formats.js'
import { jsonReport, jsonReportSchema } from '../reports/json.js'
import { junitReport } from '../reports/junit.js'
import { MATRIX_FORMATS } from '../reports/matrix/formats.js'
import { matrixConclusion } from '../reports/matrix/matrix.js'
import { matrixJsonReportSchema } from '../reports/matrix/matrix-json.js'
import { printableJson } from '../reports/printable.js'
import { proofConclusion, proofReport } from '../reports/proof.js'
import { proofJsonReport, proofJsonReportSchema } from '../reports/proof-json.js'
import type { Conclusion } from '../reports/reported-run.js'
import { terminalReport } from '../reports/terminal.js'
import { MergeError, type Part, type PartReport, partSchema } from '../shards/part.js'
import { conclusionOf } from '../suite.js'
import { mergeChecks } from './merge-checks.js'
import { mergeMatrices } from './merge-matrices.js'
import { mergeProofs } from './merge-proofs.js'
import { mergeSuites } from './merge-suites.js'

/** One whole run, put together from its shards. */
export interface MergedRun {
  conclusion: Conclusion
  /** The formats in which a run of its command is reported; each gives the whole text of a file. */
  formats: Readonly<Record<string, () => string>>
}

/** Text of a file that holds the JSON report on a shard. */
export interface ReportFile {
  file: string
  text: string
}

/** A report of any command, as far as it says what part of a run it is on. */
const anyReportSchema = z.looseObject({ version: z.literal(1), part: partSchema.optional() })

/**
 * Puts the JSON reports on the shards of one run together.
 * @param today as YYYY-MM-DD, by which entries of a baseline expire
 * @throws MergeError
 */
export function mergeReports(files: readonly ReportFile[], today: string): MergedRun {
  const reports = files.map(readReport)
  const command = commandOf(reports)
  const as = <T>(schema: z.ZodType<T>) => reports.map((read) => readAs(schema, read))
  switch (command) {
    case 'check': {
      const run = mergeChecks(as(checkJsonReportSchema), today)
      return {
        conclusion: run.conclusion,
        formats: Object.fromEntries(
          Object.entries(RUN_FORMATS).map(([name, format]) => [name, () => format(run)]),
        ),
      }
    }
    case 'suite': {
      const results = mergeSuites(as(jsonReportSchema))
      return {
        conclusion: conclusionOf(results),
        formats: {
          terminal: () => `${terminalReport(results)}\n`,
          json: () => printableJson(jsonReport(results)),
          junit: () => junitReport(results),
        },
      }
    }
    case 'prove':
    case 'conformance': {
      const { scope, proofs } = mergeProofs(as(proofJsonReportSchema))
      return {
        conclusion: proofConclusion(scope, proofs, true),
        formats: {
          terminal: () => `${proofReport(scope, proofs)}\n`,
          json: () => printableJson(proofJsonReport(scope, proofs)),
        },
      }
    }
    case 'matrix': {
      const cells = mergeMatrices(as(matrixJsonReportSchema))
      return {
        conclusion: matrixConclusion(cells),
        formats: Object.fromEntries(
          Object.entries(MATRIX_FORMATS).map(([name, format]) => [name, () => format(cells)]),
        ),
      }
    }
  }
}

/** The command of all reports: of another one, none could be read as one of the first one's. @throws MergeError */
function commandOf(reports: readonly PartReport<unknown>[]): Part['command'] {
  const [first, ...others] = reports
  if (first === undefined) throw new MergeError('missing', 'expected reports on shards, found none')
  const stranger = others.find(({ part }) => part.command !== first.part.command)
  if (stranger === undefined) return first.part.command
  throw new MergeError(
    'different',
    `expected shards of one run, found one of midrun ${first.part.command} in ${first.file} and one of midrun ${stranger.part.command} in ${stranger.file}`,
  )
}

function readReport({ file, text }: ReportFile): PartReport<unknown> {
  let report: unknown
  try {
    report = JSON.parse(text)
  } catch (error) {
    throw unreadable(file, (error as Error).message)
  }
  const read = anyReportSchema.safeParse(report)
  if (!read.success) throw unreadable(file, whereOf(read.error))
  if (read.data.part === undefined) {
    throw new MergeError(
      'not-a-shard',
      `expected a report on a shard in ${file}, found one on a whole run: write it with --shard i/n --report json=PATH`,
    )
  }
  return { file, part: read.data.part, report }
}

function readAs<T>(schema: z.ZodType<T>, { file, part, report }: PartReport<unknown>): PartReport<T> {
  const read = schema.safeParse(report)
  if (!read.success) throw unreadable(file, whereOf(read.error))
  return { file, part, report: read.data }
}

function unreadable(file: string, why: string): MergeError {
  return new MergeError(
    'unreadable',
    `expected ${file} to hold a JSON report of this version of Midrun: ${why}`,
  )
}

function whereOf({ issues: [issue] }: z.ZodError): string {
  return `at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`
}
