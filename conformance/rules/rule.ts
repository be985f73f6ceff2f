import type { ControllerKind, JournalEntry } from '../../simulator/index.js'
import type { Recording } from './recording.js'

/**
 * How much a rule weighs. A finding under `must` is a failure, one under `should` or `may` is advice; `observe` only
 * tells what was seen.
 */
export type Level = 'must' | 'should' | 'may' | 'observe'

/** What a rule looks at: what the user of the client experienced, or how the client treated the controller. */
export type Axis = 'caller' | 'manners'

/** Something that a rule found wrong, with its evidence. */
export interface Finding {
  /** Monotonic instant of the controller's clock at which it happened, in ms. */
  atMs: number
  /** One sentence: what was expected, and what was found. */
  message: string
  /** Positions in the journal (`seq`) of the entries that show it, oldest first. */
  evidence: number[]
}

/** What a rule says of a recording: no evidence, or the findings in it, none where the rule holds. */
export type Judgement = { exercised: false; why: string } | { exercised: true; findings: Finding[] }

/** What is written down of a rule; the same for a person and for a report. */
export interface RuleRecord {
  /** Stable name: what it concerns and the requirement, such as `renewal.before-expiry` or `fmc.three-refreshes`. */
  id: string
  title: string
  level: Level
  axis: Axis
  /** What a client has to do, in one sentence. */
  requirement: string
  /** What becomes of a client that does not, and how to mend it, in one or two sentences. */
  remedy: string
  /** Where the controller's behaviour is known from, by the tags of docs/sources.md. */
  source: string
  confidence: 'confirmed' | 'likely' | 'assumed'
  controllers: readonly ControllerKind[]
  /** What has to happen in a run for the rule to say anything, in one sentence. */
  needs: string
  /** Why a HAR file, which a client or a browser wrote, cannot decide it; absent where it can. */
  notFromHar?: string
}

/** One requirement on how a client treats its session, judged on nothing but what the controller recorded. */
export interface Rule extends RuleRecord {
  judge(recording: Recording): Judgement
}

/** What a rule saw in a recording: whether its situation came about, and what was wrong. */
export interface Sight {
  /** Whether the situation of the rule came about; a finding is proof enough that it did. */
  seen: boolean
  findings: Finding[]
}

/** Makes a rule of its record and a function that looks at a recording. What it needs and did not see is told. */
export function ruleOf(record: RuleRecord, look: (recording: Recording) => Sight): Rule {
  return {
    ...record,
    judge(recording) {
      const { seen, findings } = look(recording)
      if (!seen && findings.length === 0) return { exercised: false, why: `It needs ${record.needs}` }
      return { exercised: true, findings: findings.sort((one, other) => one.atMs - other.atMs) }
    },
  }
}

/** A finding at the instant of its newest piece of evidence. */
export function finding(message: string, ...evidence: readonly [JournalEntry, ...JournalEntry[]]): Finding {
  const inOrder = [...new Set(evidence)].sort((one, other) => one.seq - other.seq)
  return { atMs: inOrder.at(-1)!.atMs, message, evidence: inOrder.map(({ seq }) => seq) }
}
