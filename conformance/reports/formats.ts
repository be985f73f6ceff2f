import { htmlReport } from './html.js'
import { markdownReport } from './markdown.js'
import { printableJson } from './printable.js'
import type { ReportedRun } from './reported-run.js'
import { runJunitReport } from './rules-junit.js'
import { runTerminalReport } from './run-terminal.js'
import { sarifReport } from './sarif.js'
import { tapReport } from './tap.js'

/** Every format in which a run can be reported, by its name; each gives the whole text of a file. */
export const RUN_FORMATS = {
  terminal: (run: ReportedRun) => `${runTerminalReport(run)}\n`,
  json: (run: ReportedRun) => printableJson(run.json()),
  junit: runJunitReport,
  tap: tapReport,
  sarif: sarifReport,
  markdown: markdownReport,
  html: htmlReport,
} as const satisfies Record<string, (run: ReportedRun) => string>

/** Name of a format. */
export type RunFormat = keyof typeof RUN_FORMATS
