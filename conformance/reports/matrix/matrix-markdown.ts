import { scenarioSection } from '../markdown.js'
import {
  cellVerdict,
  LEGEND,
  MATRIX_CONCLUSION,
  type MatrixCell,
  matrixConclusion,
  matrixTable,
  reportedCell,
} from './matrix.js'

/** A matrix as Markdown: the table, each cell of which leads to its section below. */
export function matrixMarkdown(cells: readonly MatrixCell[]): string {
  const { columns, rows } = matrixTable(cells)
  const link = (place: number | undefined) =>
    place === undefined
      ? ''
      : `[${cellVerdict(cells[place]!).text}](#${anchorOf(headingOf(cells[place]!, place))})`
  const table = [
    ['agent', 'controller', ...columns],
    ['---', '---', ...columns.map(() => '---')],
    ...rows.map(({ agent, controller, cells: places }) => [`\`${agent}\``, controller, ...places.map(link)]),
  ]
  const parts = [
    `## midrun matrix: ${MATRIX_CONCLUSION[matrixConclusion(cells)]}`,
    table.map((row) => `| ${row.join(' | ')} |`).join('\n'),
    LEGEND,
    ...cells.flatMap((cell, place) => [
      `### ${headingOf(cell, place)}`,
      ...scenarioSection(reportedCell(cell)).slice(1),
    ]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Begins with a number, so that no two headings have the same anchor. */
function headingOf(cell: MatrixCell, place: number): string {
  return `${place + 1} \`${reportedCell(cell).name}\``
}

/** The anchor that GitHub and GitLab make of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
