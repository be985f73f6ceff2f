import type { ControllerKind } from '../../simulator/index.js'
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

/** One requirement on how a client treats its session, judged on nothing but what the controller recorded. */
export interface Rule {
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
  judge(recording: Recording): Judgement
}
