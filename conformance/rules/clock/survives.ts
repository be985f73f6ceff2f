import { EVERY_CONTROLLER } from '../every-controller.js'
import { shown } from '../evidence/exchanges.js'
import { expiryRefusals, tokensOutlived } from '../evidence/expiry.js'
import { marginsOf, prematureRenewals } from '../evidence/token-margin.js'
import type { Circumstances, Recording } from '../recording.js'
import { finding, type Rule, type RuleRecord, ruleOf, type Sight } from '../rule.js'

/** Renewals long before their time that are a clock's fault rather than chance. */
const MOST_PREMATURE = 3

/** What the rules about clocks have in common. */
type ClockRecord = Pick<RuleRecord, 'id' | 'title' | 'requirement' | 'remedy' | 'needs'>

/** A rule that a client keeps its session, and renews it no oftener than it must, under something wrong with a clock. */
export function survivesClock(record: ClockRecord, isSo: (recording: Recording) => boolean): Rule {
  const full: RuleRecord = {
    ...record,
    level: 'must',
    axis: 'manners',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    notFromHar: 'A HAR file does not tell how the clocks of client and controller differed.',
  }
  return ruleOf(full, (recording) => (isSo(recording) ? sight(recording) : { seen: false, findings: [] }))
}

/** Whether a circumstance was given and is not 0. */
export function has(
  recording: Recording,
  name: Exclude<keyof Circumstances, 'captured' | 'stopped'>,
): boolean {
  return (recording.circumstances[name] ?? 0) !== 0
}

function sight(recording: Recording): Sight {
  const premature = prematureRenewals(recording)
  const [first, ...rest] = premature
  const tooMany = first !== undefined && premature.length > MOST_PREMATURE
  return {
    seen: tokensOutlived(recording).length > 0 || marginsOf(recording).length > 0,
    findings: [
      ...expiryRefusals(recording).map(({ exchange, cause }) =>
        finding(`expected a live session; ${shown(exchange)} was refused (${cause})`, exchange),
      ),
      ...(tooMany
        ? [
            finding(
              `expected renewals when they are due; ${premature.length} came with more than half of the token's life left`,
              first,
              ...rest.slice(0, MOST_PREMATURE),
            ),
          ]
        : []),
    ],
  }
}
