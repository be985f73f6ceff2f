import { printableJson } from '../printable.js'
import type { MatrixCell } from './matrix.js'
import { matrixHtml } from './matrix-html.js'
import { matrixJsonReport } from './matrix-json.js'
import { matrixMarkdown } from './matrix-markdown.js'
import { matrixTerminal } from './matrix-terminal.js'

/** Every format in which a whole matrix can be reported, by its name; each gives the whole text of a file. */
export const MATRIX_FORMATS = {
  terminal: (cells: readonly MatrixCell[]) => `${matrixTerminal(cells)}\n`,
  json: (cells: readonly MatrixCell[]) => printableJson(matrixJsonReport(cells)),
  markdown: matrixMarkdown,
  html: matrixHtml,
} as const satisfies Record<string, (cells: readonly MatrixCell[]) => string>
