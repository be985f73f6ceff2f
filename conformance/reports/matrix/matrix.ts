import type { ControllerKind } from '../../../simulator/index.js'
import type { CheckResult } from '../../check.js'
import { SCENARIOS } from '../../drivers/scenarios.js'
import { conclusionOf } from '../../suite.js'
import { reportedScenario } from '../check.js'
import type { Conclusion, ReportedScenario } from '../reported-run.js'
import { totalsOf } from '../totals.js'

/** One agent in one scenario on one controller, and what came of it. */
export interface MatrixCell {
  agent: string
  controller: ControllerKind
  result: CheckResult
}

/** What a cell shows: the verdict in a word or two, and how many of the rules that were exercised bear it out. */
export interface CellVerdict {
  look: 'pass' | 'advice' | 'fail' | 'error'
  /** Such as `FAIL 2/14`. */
  text: string
}

/** The table: a row for each agent on each controller, a column for each scenario. */
export interface MatrixTable {
  columns: readonly string[]
  rows: readonly {
    agent: string
    controller: ControllerKind
    /** Position of each cell among all; undefined where the agent was not run. */
    cells: readonly (number | undefined)[]
  }[]
}

/** What all cells together come to: as good as the worst. */
export function matrixConclusion(cells: readonly MatrixCell[]): Conclusion {
  const conclusions = cells.map(({ result }) => conclusionOf(result.results))
  if (conclusions.includes('violated')) return 'violated'
  return conclusions.length === 0 || conclusions.includes('not-judged') ? 'not-judged' : 'conforms'
}

/** What a cell shows. */
export function cellVerdict({ result: { results } }: MatrixCell): CellVerdict {
  const totals = totalsOf(results)
  const exercised = results.length - totals['not-exercised']
  const counted = (count: number) => `${count}/${exercised}`
  switch (conclusionOf(results)) {
    case 'violated':
      return { look: 'fail', text: `FAIL ${counted(totals.fail)}` }
    case 'not-judged':
      return { look: 'error', text: 'not judged' }
    case 'conforms':
      if (totals.advice > 0) return { look: 'advice', text: `advice ${counted(totals.advice)}` }
      return { look: 'pass', text: `pass ${counted(totals.pass)}` }
  }
}

/** Arranges cells, which are given row by row, as a table. */
export function matrixTable(cells: readonly MatrixCell[]): MatrixTable {
  const columns = SCENARIOS.map(({ name }) => name).filter((name) =>
    cells.some(({ result }) => result.scenario.name === name),
  )
  const rows = new Map<string, { agent: string; controller: ControllerKind; cells: (number | undefined)[] }>()
  for (const [position, { agent, controller, result }] of cells.entries()) {
    const key = `${agent}/${controller}`
    const row = rows.get(key) ?? { agent, controller, cells: columns.map(() => undefined) }
    row.cells[columns.indexOf(result.scenario.name)] = position
    rows.set(key, row)
  }
  return { columns, rows: [...rows.values()] }
}

/** A cell as reports show a scenario, under a name that no other cell has. */
export function reportedCell({ agent, controller, result }: MatrixCell): ReportedScenario {
  const scenario = reportedScenario(controller, result)
  return { ...scenario, name: `${agent}: ${scenario.name}` }
}

/** What the counts in cells mean. */
export const LEGEND = 'Counts are of the rules that were exercised: those that fail, advise or pass.'

/** What a matrix comes to, in a sentence. */
export const MATRIX_CONCLUSION: Record<Conclusion, string> = {
  conforms: 'Every agent conforms.',
  violated: 'Not every agent conforms.',
  'not-judged': 'Not every agent could be judged.',
}
