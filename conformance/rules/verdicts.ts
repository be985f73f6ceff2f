import { certificateVerified } from './connection/certificate-verified.js'
import type { Recording } from './recording.js'
import type { Finding, Rule } from './rule.js'

/**
 * What came of one rule: `known` where it fails as a baseline says it does, `error` where the rule itself failed, which
 * says nothing about the client.
 */
export type RuleVerdict = 'pass' | 'advice' | 'fail' | 'known' | 'not-exercised' | 'error'

/** Why other rules are not judged where nothing should be sent at all. */
const NOT_TO_BE_TRUSTED = 'It needs a controller whose certificate is to be trusted.'

/** Why a failure is put up with, and until when. */
export interface KnownFailure {
  reason: string
  /** The last day on which it is, as YYYY-MM-DD. */
  expires: string
}

/** One rule, its verdict, and the evidence. */
export interface RuleResult {
  rule: Rule
  verdict: RuleVerdict
  findings: Finding[]
  /** Why it was not exercised, or how the rule itself failed. */
  note?: string
  /** With `known` only. */
  known?: KnownFailure
}

/** Judges a recording by the rules for its controller, in their order. */
export function judgeRecording(recording: Recording, rules: readonly Rule[]): RuleResult[] {
  return rules
    .filter(({ controllers }) => controllers.includes(recording.controller))
    .map((rule) => resultOf(rule, recording))
}

function resultOf(rule: Rule, recording: Recording): RuleResult {
  const { captured, untrustedCertificate } = recording.circumstances
  if (captured === 'har' && rule.notFromHar !== undefined) {
    return { rule, verdict: 'not-exercised', findings: [], note: rule.notFromHar }
  }
  if (untrustedCertificate && rule.id !== certificateVerified.id) {
    return { rule, verdict: 'not-exercised', findings: [], note: NOT_TO_BE_TRUSTED }
  }
  try {
    const judgement = rule.judge(recording)
    if (!judgement.exercised) return { rule, verdict: 'not-exercised', findings: [], note: judgement.why }
    const { findings } = judgement
    if (findings.length === 0 || rule.level === 'observe') return { rule, verdict: 'pass', findings }
    return { rule, verdict: rule.level === 'must' ? 'fail' : 'advice', findings }
  } catch (error) {
    return { rule, verdict: 'error', findings: [], note: (error as Error).message }
  }
}
