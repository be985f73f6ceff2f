import { formatDuration } from '../simulator/index.js'
import type { CheckResult, CheckSettings } from './check.js'
import type { AdaptiveTime } from './drivers/adaptive/adaptive-time.js'
import type { ClockReach } from './drivers/clock-reach.js'
import type { ProgramEnd } from './drivers/program.js'
import type { Traffic } from './drivers/traffic.js'
import type { RuleResult } from './rules/verdicts.js'

/** Most that answers may be late before verdicts mean nothing, as a part of a token's lifetime. */
const MOST_LATENESS = 0.1

/** What was seen of a run beside its journal. */
interface Seen extends Pick<CheckResult, 'recording' | 'end' | 'latenessMs'> {
  reach: ClockReach
  traffic: Traffic
  adaptive: AdaptiveTime | undefined
}

/** Why nothing can be said of a program that was run, in a sentence or two; undefined where something can. */
export function reasonNotToJudge(
  settings: CheckSettings,
  { recording, end, reach: { failure }, traffic, adaptive, latenessMs }: Seen,
): string | undefined {
  const { tokenSeconds } = settings
  if (failure !== undefined) return `The program's clock did not follow: ${failure}. Try --time real.`
  if (adaptive?.unheard) {
    return 'The program waits in a way that adaptive time does not reach: it was at rest for 10 s of real time, and nothing told what it waits for. Try --time scaled or --time real.'
  }
  if (recording.exchanges.length === 0) return silenceOf(settings, end, traffic.events > 0)
  if (latenessMs <= tokenSeconds * 1000 * MOST_LATENESS) return undefined
  return `This machine was too busy: answers came up to ${formatDuration(Math.round(latenessMs))} late in the program's time. Try a lower --rate.`
}

/** What a program that sent no request may lack: it did not find the controller, did not trust it, or was too hasty. */
function silenceOf(
  { identity, time: { name, rate } }: CheckSettings,
  { stopped, exitCode }: ProgramEnd,
  connected: boolean,
): string {
  const ending = stopped || exitCode === 0 ? '' : `, and ended with ${exitCode}`
  if (!connected) return `The program sent no request${ending}. It finds the controller by MIDRUN_URL.`
  return [
    `The program connected, but sent no request${ending}.`,
    ...(identity === undefined ? [] : ['It has to trust the certificate in MIDRUN_CA_FILE.']),
    ...(name === 'scaled' ? [`Its time-outs pass ${rate} times faster: try a lower --rate.`] : []),
  ].join(' ')
}

/** Whoever interrupts a run wants to know what was wrong until then; but a client is not right for what it could not do. */
export function interruptionOf(
  { signal }: CheckSettings,
  { stopped }: ProgramEnd,
  results: readonly RuleResult[],
): string | undefined {
  if (!stopped || !signal?.aborted || results.some(({ verdict }) => verdict === 'fail')) return undefined
  return 'The run was interrupted, and nothing was wrong until then.'
}

/** Whether a program trusts a certificate does not depend on time, nor on how it ends; but it has to have seen it. */
export function reasonNotToJudgeTrust({ events }: Traffic): string | undefined {
  if (events > 0) return undefined
  return 'The program opened no connection, so it was shown no certificate. It finds the controller by MIDRUN_URL.'
}
