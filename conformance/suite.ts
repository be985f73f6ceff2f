import { type Case, type Judge, planOf } from './cases/case.js'
import { property } from './cases/judges.js'
import type { CreateClient } from './client-under-test.js'
import { type PlanRun, runPlan } from './plans/run-plan.js'
import { describeRun } from './prove/time-line.js'
import type { RuleVerdict } from './rules/verdicts.js'

/**
 * What became of a case:
 * - `pass`: the requirement holds
 * - `fail`: a `must` does not hold
 * - `advice`: a `should` does not hold
 * - `not-exercised`: nothing was wrong, but the situation of the case never came about, so it says nothing
 * - `error`: the client could not be made or the harness failed, so nothing could be judged
 */
export type Verdict = 'pass' | 'fail' | 'advice' | 'not-exercised' | 'error'

/** The outcome of one case. */
export interface CaseResult {
  id: string
  case: Case
  verdict: Verdict
  /** What was expected and found; under `not-exercised` what did not happen, under `error` what went wrong. */
  findings: string[]
  /** Requests that the client sent. */
  requests: number
  /** Virtual time that the run took, in ms. */
  virtualMs: number
  /** The plan's steps and what went over the wire, for a person; with `fail` and `advice` only. */
  timeLine?: string
}

/** What to run, and on what. */
export interface SuiteOptions {
  cases: readonly Case[]
  createClient: CreateClient
  /** Hears of each result as soon as it is known. */
  onResult?: (result: CaseResult) => void
}

/** Runs cases one after the other, in virtual time. Same cases, same client: same results. Never throws for a client. */
export async function runSuite({ cases, createClient, onResult }: SuiteOptions): Promise<CaseResult[]> {
  const results: CaseResult[] = []
  for (const each of cases) {
    const result = await runCase(each, createClient)
    results.push(result)
    onResult?.(result)
  }
  return results
}

/** What a whole run comes to: one violation decides, then one case that could not be judged, then whether any was. */
export function conclusionOf(
  results: readonly { verdict: Verdict | RuleVerdict }[],
): 'conforms' | 'violated' | 'not-judged' {
  const verdicts = new Set(results.map(({ verdict }) => verdict))
  if (verdicts.has('fail')) return 'violated'
  if (verdicts.has('error')) return 'not-judged'
  const judged = (['pass', 'advice', 'known'] as const).some((verdict) => verdicts.has(verdict))
  return judged ? 'conforms' : 'not-judged'
}

/** A run that was cut short because it would not end is a finding in every case: what was left out of it is no evidence. */
const noStorm = property('no-storm')
const neverEnds: Judge = (run) => (run.flooded || run.hung !== undefined ? noStorm(run) : [])

async function runCase(each: Case, createClient: CreateClient): Promise<CaseResult> {
  const { id } = each
  try {
    const run = await runPlan(planOf(each), { createClient })
    const findings = [...new Set([...neverEnds(run), ...each.judge(run)])]
    const seen = { id, case: each, requests: run.exchanges.length, virtualMs: virtualMsOf(run) }
    if (findings.length > 0) {
      const verdict = each.level === 'must' ? 'fail' : 'advice'
      return { ...seen, verdict, findings, timeLine: describeRun(run) }
    }
    const missing = [...faultsThatNeverStruck(run), ...(each.evidence?.(run) ?? [])]
    return { ...seen, verdict: missing.length === 0 ? 'pass' : 'not-exercised', findings: missing }
  } catch (error) {
    const findings = [error instanceof Error ? `${error.name}: ${error.message}` : String(error)]
    return { id, case: each, verdict: 'error', findings, requests: 0, virtualMs: 0 }
  }
}

function faultsThatNeverStruck({ entries }: PlanRun): string[] {
  const waiting = new Map<string, string>()
  for (const entry of entries) {
    if (entry.kind !== 'fault') continue
    if (entry.event === 'armed') waiting.set(entry.fault, entry.type)
    if (entry.event === 'fired') waiting.delete(entry.fault)
  }
  return [...waiting.values()].map((type) => `the fault ${type} found no request to strike`)
}

function virtualMsOf({ entries, calls }: PlanRun): number {
  const instants = [entries.at(-1)?.atMs ?? 0, ...calls.map(({ endedMs }) => endedMs)]
  return Math.max(...instants.filter(Number.isFinite))
}
