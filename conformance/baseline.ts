import { z } from 'zod'
import { SCENARIOS } from './drivers/scenarios.js'
import { RULES } from './rules/index.js'
import type { RuleResult } from './rules/verdicts.js'

/** Shape of a baseline: the failures of a client that are known, and put up with for a while. */
export const baselineSchema = z.array(
  z.strictObject({
    rule: z.string().describe('id of the rule that fails'),
    scenario: z.string().optional().describe('scenario of midrun check in which it fails; any unless given'),
    reason: z.string().trim().min(1).describe('why the failure is put up with'),
    expires: z.iso.date().describe('last day on which it is, as YYYY-MM-DD (UTC)'),
  }),
)

/** One failure that is known. */
export type BaselineEntry = z.output<typeof baselineSchema>[number]

/** An entry that has to go, and why: its day is over, or the rule was exercised and holds now. */
export type StaleEntry = BaselineEntry & { why: 'expired' | 'no-longer-fails' }

/** A baseline that cannot be used; the message is one sentence that says what was expected. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError'
}

/** Reads a baseline from JSON. @throws BaselineError */
export function readBaseline(text: string): BaselineEntry[] {
  const entries = parsed(text)
  const places = new Set<string>()
  for (const { rule, scenario } of entries) {
    if (!RULES.some(({ id }) => id === rule)) {
      throw new BaselineError(`expected the id of a rule, found ${JSON.stringify(rule)}: see midrun rules`)
    }
    if (scenario !== undefined && !SCENARIOS.some(({ name }) => name === scenario)) {
      const names = SCENARIOS.map(({ name }) => name).join(', ')
      throw new BaselineError(`expected one of the scenarios ${names}, found ${JSON.stringify(scenario)}`)
    }
    const place = `${rule} ${scenario}`
    if (places.has(place)) throw new BaselineError(`expected one entry for ${rule} in a scenario, found two`)
    places.add(place)
  }
  return entries
}

/** Marks known failures in the results of a run, scenario after scenario, and says in the end what is stale. */
export class Baseline {
  readonly entries: readonly BaselineEntry[]
  readonly #today: string
  readonly #exercised = new Set<BaselineEntry>()
  readonly #failed = new Set<BaselineEntry>()

  /** `today` is a day as YYYY-MM-DD. */
  constructor(entries: readonly BaselineEntry[], today: string) {
    this.entries = entries
    this.#today = today
  }

  /** The results with known failures marked as such; a recording that was judged is no scenario. */
  apply(results: readonly RuleResult[], scenario?: string): RuleResult[] {
    return results.map((result) => {
      const entry = this.#entryFor(result.rule.id, scenario)
      if (entry === undefined || result.verdict === 'not-exercised' || result.verdict === 'error')
        return result
      this.#exercised.add(entry)
      if (result.verdict !== 'fail') return result
      this.#failed.add(entry)
      if (this.#isExpired(entry)) return result
      const { reason, expires } = entry
      return { ...result, verdict: 'known', known: { reason, expires } }
    })
  }

  /** Entries that have to go. One whose rule was not exercised stays: nothing is known of it. */
  stale(): StaleEntry[] {
    return this.entries.flatMap((entry): StaleEntry[] => {
      if (this.#isExpired(entry)) return [{ ...entry, why: 'expired' }]
      const holds = this.#exercised.has(entry) && !this.#failed.has(entry)
      return holds ? [{ ...entry, why: 'no-longer-fails' }] : []
    })
  }

  /** The entry for this scenario goes before the one for any. */
  #entryFor(rule: string, scenario: string | undefined): BaselineEntry | undefined {
    const entries = this.entries.filter((entry) => entry.rule === rule)
    const own = entries.find((entry) => entry.scenario !== undefined && entry.scenario === scenario)
    return own ?? entries.find((entry) => entry.scenario === undefined)
  }

  #isExpired({ expires }: BaselineEntry): boolean {
    return this.#today > expires
  }
}

function parsed(text: string): BaselineEntry[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new BaselineError(`expected JSON: ${(error as Error).message}`)
  }
  const result = baselineSchema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new BaselineError(
    `expected a list of entries {rule, scenario, reason, expires}; at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`,
  )
}
