import { trialName } from '../matrix/matrix-file.js'
import type { MatrixCell } from '../reports/matrix/matrix.js'
import type { MatrixJsonReport } from '../reports/matrix/matrix-json.js'
import { assertDone, type PartReport, wholeOf } from '../shards/part.js'
import { itemsOf, joined } from '../shards/shard.js'
import { checkResultOf } from './check-results.js'

/** All cells of the matrix of which these reports are the shards, row by row. @throws MergeError */
export function mergeMatrices(reports: readonly PartReport<MatrixJsonReport>[]): MatrixCell[] {
  return joined(
    wholeOf(reports).map((shard) => {
      const { part, report, file } = shard
      assertDone(
        shard,
        itemsOf(part.items, part.shard),
        report.cells.map(({ agent, controller, name }) => trialName(agent, controller, name)),
      )
      return report.cells.map(({ agent, controller, ...scenario }) => ({
        agent,
        controller,
        result: checkResultOf(file, controller, scenario),
      }))
    }),
  )
}
