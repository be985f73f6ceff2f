import type { Scenario } from '../conformance/drivers/scenarios.js'
import { certificateVerified } from '../conformance/rules/connection/certificate-verified.js'
import type { Rule } from '../conformance/rules/rule.js'
import { UsageError } from './command-line.js'
import type { InsecureArguments } from './insecure-option.js'

/** What decides whether it says anything to show a program a certificate that it should not trust. */
export interface TrustSettings extends InsecureArguments {
  /** Whether controllers are served over TLS. */
  tls: boolean
  /** The rules by which programs are judged. */
  rules: readonly Rule[]
}

/**
 * The runs of which something can be said: where it would say nothing to show a certificate that is not to be trusted,
 * those that do are left out, and stderr says why.
 * @param wanted names of scenarios that were asked for
 * @throws UsageError where one of those is left out
 */
export function withTrustToJudge<Run>(
  runs: readonly Run[],
  scenarioOf: (run: Run) => Scenario,
  wanted: readonly string[],
  settings: TrustSettings,
): Run[] {
  const reason = reasonToLeaveOut(settings)
  const untrusted = runs.map(scenarioOf).find((scenario) => scenario.untrustedCertificate)
  if (reason === undefined || untrusted === undefined) return [...runs]
  if (wanted.includes(untrusted.name)) {
    throw new UsageError(`scenario ${untrusted.name} would tell nothing, for ${reason}: leave it out`)
  }
  console.error(`${untrusted.name}: left out, for ${reason}`)
  return runs.filter((run) => !scenarioOf(run).untrustedCertificate)
}

function reasonToLeaveOut({ tls, insecureOk, rules }: TrustSettings): string | undefined {
  if (!tls) return 'there is no certificate to verify without TLS'
  if (insecureOk) return '--insecure-ok was given'
  const judged = rules.some(({ id }) => id === certificateVerified.id)
  return judged ? undefined : `--rules leaves its rule out, ${certificateVerified.id}`
}
