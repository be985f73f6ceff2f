import { readFile } from 'node:fs/promises'
import type { CommandModule } from 'yargs'
import { EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import {
  type ReportArguments,
  RUN_FORMAT_NAMES,
  reportOptions,
  wantedReports,
  writeReports,
} from './report-option.js'

/** What `midrun merge` was asked for. */
export interface MergeArguments extends ReportArguments {
  files: string[]
}

/** `midrun merge`: one report and one exit code for a run that was split by `--shard`. */
export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <files..>',
  describe: 'Put the JSON reports on the shards of a run together',
  builder: (yargs) =>
    yargs
      .positional('files', {
        describe: 'JSON report of each shard',
        type: 'string',
        array: true,
        demandOption: true,
      })
      .options(reportOptions(RUN_FORMAT_NAMES)),
  async handler(given) {
    process.exitCode = await merge(given)
  },
}

/** Carries the command out and gives its exit code: that of the whole run. @throws UsageError */
async function merge(given: MergeArguments): Promise<number> {
  // Loaded here so that other commands, and --help, start without it.
  const { mergeReports } = await import('../conformance/merging/merge-reports.js')
  const { MergeError } = await import('../conformance/shards/part.js')
  const files = await Promise.all(given.files.map(readText))
  try {
    const { conclusion, formats } = mergeReports(files, new Date().toISOString().slice(0, 10))
    const reports = await wantedReports(given, RUN_FORMAT_NAMES)
    for (const { format, option } of reports) {
      if (formats[format] !== undefined) continue
      throw new UsageError(
        `${option}: expected a format of such a run (${Object.keys(formats).join(', ')}), found ${format}`,
      )
    }
    await writeReports(reports, (format) => formats[format]!())
    return EXIT_OF_CONCLUSION[conclusion]
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(`merge: ${error.message}`)
    throw error
  }
}

async function readText(file: string): Promise<{ file: string; text: string }> {
  try {
    return { file, text: await readFile(file, 'utf8') }
  } catch (error) {
    throw new UsageError(`merge: cannot read ${file}: ${(error as Error).message}`)
  }
}
