import type { ControllerKind, Deadline } from '../../../simulator/index.js'
import type { Case, CasePlan } from '../case.js'
import { undisturbed } from '../judges.js'
import { atOnce, type CaseStep, read, until } from '../steps.js'

/** A limit of a session, and how a plan comes near it. */
export interface ExpiryFacts {
  controller: ControllerKind
  /** What the ids start with, such as `apic.refresh`. */
  prefix: string
  limit: Deadline
  plan: Omit<CasePlan, 'steps'>
  /** Steps that end with a live session. */
  before: CaseStep[]
  /** What runs out, for the title. */
  of: string
  source: string
  confidence: Case['confidence']
}

const INSTANTS = [
  { name: 'last-millisecond', offsetMs: -1, when: 'in the last millisecond of' },
  { name: 'at-expiry', offsetMs: 0, when: 'at the very end of' },
  { name: 'after-expiry', offsetMs: 1, when: 'a millisecond after the end of' },
]

/** Reads one millisecond before a limit, at it, and one millisecond after it. */
export function expiryCases({ prefix, limit, plan, before, of, ...facts }: ExpiryFacts): Case[] {
  return INSTANTS.map(({ name, offsetMs, when }) => ({
    ...facts,
    id: `${prefix}.${name}`,
    title: `Reads ${when} ${of}`,
    requirement: `No request is sent on a session that may be over when it arrives: calls ${when} ${of} are served without a refusal.`,
    level: 'must',
    plan: { ...plan, steps: [...before, until(limit, offsetMs), atOnce(2, read)] },
    judge: undisturbed,
  }))
}
