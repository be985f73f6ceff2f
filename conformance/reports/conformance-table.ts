import { formatDuration } from '../../simulator/index.js'
import type { CaughtClient } from '../broken/catch-broken-clients.js'
import { DEADLINES } from '../plans/controller-options.js'
import type { ExhaustiveResult } from '../prove/exhaustive.js'
import type { SearchResult } from '../prove/search.js'
import { regionsOf } from '../prove/statistics.js'
import type { CaseResult } from '../suite.js'

/** Everything that was found out about one controller's client. */
export interface ConformanceResult {
  cases: readonly CaseResult[]
  search: SearchResult
  states: ExhaustiveResult
  broken: readonly CaughtClient[]
}

const COLUMNS: [heading: string, cell: (result: ConformanceResult) => string][] = [
  ['controller', ({ search }) => search.controller],
  ['cases', ({ cases }) => share(cases.filter(({ verdict }) => verdict === 'pass').length, cases.length)],
  ['plans', ({ search }) => number(search.statistics.plans)],
  ['requests', ({ search }) => number(search.statistics.requests)],
  ['session refusals', ({ search }) => number(search.statistics.refusals.benign)],
  [
    'worst margin',
    ({ search }) =>
      search.statistics.worstMarginMs === null ? 'unknown' : formatDuration(search.statistics.worstMarginMs),
  ],
  ['deadline regions', (result) => share(...regionCounts(result))],
  ['states', ({ states }) => number(states.states)],
  [
    'broken clients caught',
    ({ broken }) => share(broken.filter(({ caughtBy }) => caughtBy !== undefined).length, broken.length),
  ],
]

/** The table that ends the main job, one row a controller. */
export function conformanceTable(results: readonly ConformanceResult[]): string {
  const rows = [
    COLUMNS.map(([heading]) => heading),
    ...results.map((result) => COLUMNS.map(([, cell]) => cell(result))),
  ]
  const widths = COLUMNS.map((_column, index) => Math.max(...rows.map((row) => row[index]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What was not as it should be, one line each; none when everything was. */
export function shortcomings(result: ConformanceResult): string[] {
  const { cases, search, states, broken } = result
  const missing = regionsOf(DEADLINES[search.controller]).filter(
    (region) => !search.statistics.regions[region],
  )
  const survivors = broken.filter(({ caughtBy }) => caughtBy === undefined)
  const bad = cases.filter(({ verdict }) => verdict !== 'pass')
  return [
    ...bad.map(({ id, verdict }) => `case ${id}: ${verdict}`),
    ...(search.counterexample === undefined ? [] : [`${search.controller}: a plan breaks the client`]),
    ...(states.counterexample === undefined
      ? []
      : [`${search.controller}: a reachable state breaks the client`]),
    ...(states.fixedPoint ? [] : [`${search.controller}: the small scope was too large to be finished`]),
    ...(missing.length === 0 ? [] : [`${search.controller}: never tried: ${missing.join(', ')}`]),
    ...survivors.map(({ name }) => `${search.controller}: the broken client ${name} survives`),
  ]
}

function regionCounts({ search }: ConformanceResult): [number, number] {
  const regions = regionsOf(DEADLINES[search.controller])
  return [regions.filter((region) => (search.statistics.regions[region] ?? 0) > 0).length, regions.length]
}

function share(part: number, whole: number): string {
  return `${part}/${whole}`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
