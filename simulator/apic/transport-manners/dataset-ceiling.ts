import type { Mo, Reply } from '../encoding.js'
import { datasetTooBig } from '../errors.js'
import type { ApicOptions } from '../options.js'

/**
 * Lets a reply pass unless it holds more objects than the controller is willing to send; smaller pages help [C: TK, RG].
 * @throws ApicError when it holds more, those inside others counted
 */
export function requireFitting(reply: Reply, { objects, status }: ApicOptions['datasetTooBig']): Reply {
  if (countUpTo(reply.mos, objects + 1) > objects) throw datasetTooBig(status)
  return reply
}

/** How many objects there are, those inside others counted, or `enough` as soon as there are that many. */
function countUpTo(mos: readonly Mo[], enough: number): number {
  let count = mos.length
  for (const { children } of mos) {
    if (count >= enough) return enough
    if (children.length > 0) count += countUpTo(children, enough - count)
  }
  return count
}
