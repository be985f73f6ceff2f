import { idPattern } from '../id-pattern.js'
import { absoluteLimit } from './apic/absolute-limit.js'
import { cookieCarried } from './apic/cookie-carried.js'
import { refreshMargin } from './apic/refresh-margin.js'
import { refreshNotLogin } from './apic/refresh-not-login.js'
import { resubscribed } from './apic/resubscribed.js'
import { signatures } from './apic/signatures.js'
import { signingWithoutLogin } from './apic/signing-without-login.js'
import { subscriptionRefreshed } from './apic/subscription-refreshed.js'
import { loginLimit } from './apstra/login-limit.js'
import { logoutScope } from './apstra/logout-scope.js'
import { refusalOfLiveToken } from './apstra/refusal-of-live-token.js'
import { renewalBeforeExp } from './apstra/renewal-before-exp.js'
import { restoredSession } from './apstra/restored-session.js'
import { callsServed } from './caller/calls-served.js'
import { programEndedWell } from './caller/program-ended-well.js'
import { refusedServed } from './caller/refused-served.js'
import { clockDrift } from './clock/drift.js'
import { clockOffset } from './clock/offset.js'
import { clockSuspend } from './clock/suspend.js'
import { clockWallStep } from './clock/wall-step.js'
import { certificateVerified } from './connection/certificate-verified.js'
import { bothTokensAdopted } from './fmc/both-tokens-adopted.js'
import { bothTokensSent } from './fmc/both-tokens-sent.js'
import { browserSession } from './fmc/browser-session.js'
import { loginAfterThird } from './fmc/login-after-third.js'
import { parallelRequests } from './fmc/parallel-requests.js'
import { requestRate } from './fmc/request-rate.js'
import { singleWriter } from './fmc/single-writer.js'
import { threeRefreshes } from './fmc/three-refreshes.js'
import { badCredentials } from './login/bad-credentials.js'
import { credentialsAtLoginOnly } from './login/credentials-at-login-only.js'
import { noStorm } from './login/no-storm.js'
import { sessionReused } from './login/session-reused.js'
import { lostReply } from './recovery/lost-reply.js'
import { restart } from './recovery/restart.js'
import { beforeExpiry } from './renewal/before-expiry.js'
import { refusedRefresh } from './renewal/refused-refresh.js'
import { singleFlight } from './renewal/single-flight.js'
import { sparesRequests } from './renewal/spares-requests.js'
import { backOff } from './requests/back-off.js'
import { noSecretInUrl } from './requests/no-secret-in-url.js'
import { permissionIsNotExpiry } from './requests/permission-is-not-expiry.js'
import { refusalsBounded } from './requests/refusals-bounded.js'
import { retryAfter } from './requests/retry-after.js'
import { writesOnce } from './requests/writes-once.js'
import type { Rule } from './rule.js'
import { closedAtEnd } from './session/closed-at-end.js'
import { newestToken } from './session/newest-token.js'
import { noExpiredToken } from './session/no-expired-token.js'
import { noUseAfterLogout } from './session/no-use-after-logout.js'
import { oneSessionPerAccount } from './session/one-session-per-account.js'
import { tokenCarried } from './session/token-carried.js'

/** Every rule, those for all controllers first. */
export const RULES: readonly Rule[] = [
  closedAtEnd,
  newestToken,
  noExpiredToken,
  noUseAfterLogout,
  oneSessionPerAccount,
  tokenCarried,
  beforeExpiry,
  refusedRefresh,
  singleFlight,
  sparesRequests,
  badCredentials,
  credentialsAtLoginOnly,
  noStorm,
  sessionReused,
  backOff,
  noSecretInUrl,
  permissionIsNotExpiry,
  refusalsBounded,
  retryAfter,
  writesOnce,
  clockDrift,
  clockOffset,
  clockSuspend,
  clockWallStep,
  certificateVerified,
  lostReply,
  restart,
  callsServed,
  programEndedWell,
  refusedServed,
  absoluteLimit,
  cookieCarried,
  refreshMargin,
  refreshNotLogin,
  resubscribed,
  signatures,
  signingWithoutLogin,
  subscriptionRefreshed,
  bothTokensAdopted,
  bothTokensSent,
  browserSession,
  loginAfterThird,
  parallelRequests,
  requestRate,
  singleWriter,
  threeRefreshes,
  loginLimit,
  logoutScope,
  refusalOfLiveToken,
  renewalBeforeExp,
  restoredSession,
]

/** Rules whose id fits a pattern such as `fmc.*` or `*.single-flight`. */
export function rulesMatching(rules: readonly Rule[], pattern: string): Rule[] {
  const expression = idPattern(pattern)
  return rules.filter(({ id }) => expression.test(id))
}

export { type Circumstances, type Recording, recordingOf } from './recording.js'
export type { Finding, Rule } from './rule.js'
export { judgeRecording, type RuleResult } from './verdicts.js'
