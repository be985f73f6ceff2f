import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RunFormat } from '../conformance/reports/formats.js'
import { UsageError } from './command-line.js'
import { writeReport } from './report-file.js'
import { repeated } from './shared-options.js'

/** Formats in which `midrun check` and `midrun judge` report; named here so that --help need not load what writes them. */
export const RUN_FORMAT_NAMES = [
  'terminal',
  'json',
  'junit',
  'tap',
  'sarif',
  'markdown',
  'html',
] as const satisfies readonly RunFormat[]

/** Formats in which matrices are reported. */
export const MATRIX_FORMAT_NAMES = ['terminal', 'json', 'markdown', 'html'] as const

/** Formats in which cases are reported. */
export const CASE_FORMATS = ['terminal', 'json', 'junit'] as const

/** Formats in which proofs are reported. */
export const PROOF_FORMATS = ['terminal', 'json'] as const

/** A report that was asked for. */
export interface WantedReport<F extends string> {
  format: F
  /** `-` is the standard output. */
  path: string
  /** The option that asked for it, for messages. */
  option: string
}

/** What the options that ask for reports came to. */
export interface ReportArguments {
  report?: string[] | undefined
  json?: string | undefined
  junit?: string | undefined
}

/** Options of a command that writes reports in these formats; json is among them, and junit is not. */
export function jsonReportOptions(formats: readonly string[]) {
  return {
    report: repeated(
      `Write a report: FORMAT=PATH, of ${formats.join(', ')}; - is the standard output; may be repeated`,
    ),
    json: { describe: 'Short for --report json=PATH', string: true, requiresArg: true },
  } as const
}

/** Options of a command that writes reports in these formats; json and junit are among them. */
export function reportOptions(formats: readonly string[]) {
  return {
    ...jsonReportOptions(formats),
    junit: { describe: 'Short for --report junit=PATH', string: true, requiresArg: true },
  } as const
}

/**
 * The reports that were asked for, and a terminal report on the standard output unless another one goes there. Looks
 * before a long run whether each file can be written.
 * @throws UsageError
 */
export async function wantedReports<F extends string>(
  { report = [], json, junit }: ReportArguments,
  formats: readonly F[],
): Promise<WantedReport<F | 'terminal'>[]> {
  const wanted = [
    ...report.map((text) => readReport(text, formats)),
    ...(json === undefined ? [] : [{ format: 'json' as F, path: json, option: '--json' }]),
    ...(junit === undefined ? [] : [{ format: 'junit' as F, path: junit, option: '--junit' }]),
  ]
  const paths = new Set<string>()
  for (const { option, path } of wanted) {
    if (paths.has(path)) throw new UsageError(`${option}: two reports cannot both be written to ${path}`)
    paths.add(path)
    if (path !== '-') await assertFolder(option, path)
  }
  return paths.has('-') ? wanted : [{ format: 'terminal', path: '-', option: '--report' }, ...wanted]
}

/** Writes each report; `textOf` gives it in a format, with its last newline. @throws UsageError */
export async function writeReports<F extends string>(
  wanted: readonly WantedReport<F>[],
  textOf: (format: F) => string,
): Promise<void> {
  for (const { format, path, option } of wanted) {
    if (path === '-') process.stdout.write(textOf(format))
    else await writeReport(option, path, textOf(format))
  }
}

function readReport<F extends string>(text: string, formats: readonly F[]): WantedReport<F> {
  const [name, ...rest] = text.split('=')
  const path = rest.join('=')
  const format = formats.find((each) => each === name)
  if (format === undefined || path === '') {
    throw new UsageError(
      `--report: expected FORMAT=PATH with one of ${formats.join(', ')}, found ${JSON.stringify(text)}`,
    )
  }
  return { format, path, option: '--report' }
}

async function assertFolder(option: string, path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK)
  } catch (error) {
    throw new UsageError(`${option}: cannot write ${path}: ${(error as Error).message}`)
  }
}
