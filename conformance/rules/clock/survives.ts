import { EVERY_CONTROLLER } from '../every-controller.js'
import { shown } from '../evidence/exchanges.js'
import { expiryRefusals, tokensOutlived } from '../evidence/expiry.js'
import { marginsOf } from '../evidence/token-margin.js'
import type { Circumstances, Recording } from '../recording.js'
import { type Finding, finding, type Rule, type RuleRecord, ruleOf } from '../rule.js'

/** What the rules about clocks have in common. */
type ClockRecord = Pick<RuleRecord, 'id' | 'title' | 'requirement' | 'remedy' | 'needs'>

/**
 * A rule that a client keeps its session under something wrong with a clock.
 * @param isSo whether it was wrong in this recording
 * @param more what else the rule finds
 */
export function survivesClock(
  record: ClockRecord,
  isSo: (recording: Recording) => boolean,
  more: (recording: Recording) => Finding[] = () => [],
): Rule {
  const full: RuleRecord = {
    ...record,
    level: 'must',
    axis: 'manners',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    notFromHar: 'A HAR file does not tell how the clocks of client and controller differed.',
  }
  return ruleOf(full, (recording) =>
    isSo(recording)
      ? { seen: renews(recording), findings: [...refusals(recording), ...more(recording)] }
      : { seen: false, findings: [] },
  )
}

/** Whether a circumstance was given and is not 0. */
export function has(
  recording: Recording,
  name: Exclude<keyof Circumstances, 'captured' | 'stopped' | 'untrustedCertificate'>,
): boolean {
  return (recording.circumstances[name] ?? 0) !== 0
}

function renews(recording: Recording): boolean {
  return tokensOutlived(recording).length > 0 || marginsOf(recording).length > 0
}

function refusals(recording: Recording): Finding[] {
  return expiryRefusals(recording).map(({ exchange, cause }) =>
    finding(`expected a live session; ${shown(exchange)} was refused (${cause})`, exchange),
  )
}
