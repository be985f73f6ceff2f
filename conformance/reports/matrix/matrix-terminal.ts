import { findingsOf } from '../evidence-lines.js'
import { printable } from '../printable.js'
import { countedVerdicts } from '../terminal.js'
import {
  cellVerdict,
  LEGEND,
  MATRIX_CONCLUSION,
  type MatrixCell,
  matrixConclusion,
  matrixTable,
} from './matrix.js'

/** A matrix for a terminal: the table, and for each cell that does not pass the rules that say why. */
export function matrixTerminal(cells: readonly MatrixCell[]): string {
  const { columns, rows } = matrixTable(cells)
  const table = [
    ['agent', 'controller', ...columns],
    ...rows.map(({ agent, controller, cells: places }) => [
      agent,
      controller,
      ...places.map((place) => (place === undefined ? '-' : cellVerdict(cells[place]!).text)),
    ]),
  ]
  const counted = countedVerdicts(cells.flatMap(({ result }) => result.results)) || 'nothing judged'
  return [
    aligned(table),
    ...cells.flatMap(explanation),
    `${LEGEND}\n${cells.length} cells: ${counted}. ${MATRIX_CONCLUSION[matrixConclusion(cells)]}`,
  ].join('\n\n')
}

/** Why a cell does not pass; nothing for one that does. */
function explanation(cell: MatrixCell): string[] {
  const { agent, controller, result } = cell
  const { look, text } = cellVerdict(cell)
  if (look === 'pass' || look === 'advice') return []
  const shown = findingsOf(result.recording)
  const lines = result.results
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'error')
    .map(({ rule, findings, note = '' }) => {
      const [first] = shown(findings).shown
      return `  ${rule.id}: ${first?.message ?? printable(note)}`
    })
  const why = result.notJudged === undefined ? [] : [`  ${printable(result.notJudged)}`]
  return [[`${text}  ${agent}: ${controller}.${result.scenario.name}`, ...why, ...lines].join('\n')]
}

function aligned(table: readonly (readonly string[])[]): string {
  const widths = table[0]!.map((_cell, column) => Math.max(...table.map((row) => row[column]!.length)))
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
