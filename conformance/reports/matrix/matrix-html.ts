import { LOOK, scenarioSection, totals } from '../html.js'
import { type Markup, markup } from '../html-markup.js'
import { htmlPage } from '../html-page.js'
import {
  cellVerdict,
  LEGEND,
  MATRIX_CONCLUSION,
  type MatrixCell,
  matrixConclusion,
  matrixTable,
  reportedCell,
} from './matrix.js'

/** A matrix as one HTML page that needs nothing else: the table, each cell of which leads to its section below. */
export function matrixHtml(cells: readonly MatrixCell[]): string {
  const conclusion = matrixConclusion(cells)
  const text = MATRIX_CONCLUSION[conclusion]
  return htmlPage({
    title: `midrun matrix: ${text}`,
    skip: { text: 'Skip to the table', id: 'matrix' },
    header: markup`<h1>midrun matrix</h1>
<p class="conclusion ${LOOK[conclusion]}">${text}</p>
${totals(cells.flatMap(({ result }) => result.results))}`,
    main: markup`${table(cells)}
<p class="faint">${LEGEND}</p>
${cells.map((cell, place) => scenarioSection(reportedCell(cell), place))}`,
  })
}

function table(cells: readonly MatrixCell[]): Markup {
  const { columns, rows } = matrixTable(cells)
  const head = columns.map((name) => markup`<th scope="col">${name}</th>`)
  const body = rows.map(({ agent, controller, cells: places }) => {
    const row = places.map((place) => {
      if (place === undefined) return markup`<td></td>`
      const { look, text } = cellVerdict(cells[place]!)
      return markup`<td class="verdict"><a class="${look}" href="#scenario-${place}">${text}</a></td>`
    })
    return markup`<tr><th scope="row">${agent}</th><td>${controller}</td>${row}</tr>`
  })
  return markup`<nav class="wide matrix" id="matrix" tabindex="0" aria-label="Agents and scenarios">
<table><thead><tr><th scope="col">agent</th><th scope="col">controller</th>${head}</tr></thead><tbody>${body}</tbody></table>
</nav>`
}
