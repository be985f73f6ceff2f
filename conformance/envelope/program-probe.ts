import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { type CheckResult, type CheckSettings, checkProgram } from '../check.js'
import { UnusableClientError } from '../client-under-test.js'
import type { ScenarioEvent } from '../drivers/scenarios.js'
import type { Recording } from '../rules/recording.js'
import type { ProgramStrain } from './program-strains.js'
import type { Probe } from './strain.js'

/** Runs of one value, where the machine was too busy to judge those before. */
const MOST_RUNS = 3

/**
 * Probes a program on sockets, by a run for each value; the first refusal for a session reason ends it. One that has to
 * be stopped at the end of its time has survived until then.
 * @throws ProgramStartError, UnusableClientError where a run cannot be judged
 */
export function programProbe(settings: Omit<CheckSettings, 'scenario' | 'rules'>): Probe<ProgramStrain> {
  return async (strain, value) => {
    const { scenario, ...differing } = strain?.circumstances(value) ?? {}
    const { end, recording } = await judgedRun({
      ...settings,
      ...differing,
      scenario: {
        name: strain?.name ?? 'steady',
        title: 'A probe of the tolerance envelope.',
        controllers: CONTROLLER_KINDS,
        ...scenario,
      },
      rules: [],
    })
    const refusal = refusalIn(recording)
    if (refusal !== undefined) return refusal
    return end.stopped || end.exitCode === 0 ? undefined : `the program ended with ${end.exitCode}`
  }
}

/** The first refusal for a session reason, in words. */
function refusalIn({ exchanges }: Recording): string | undefined {
  const refused = exchanges.find(({ auth }) => auth.outcome === 'refused')
  if (refused?.auth.outcome !== 'refused') return undefined
  return `${refused.request.method} ${refused.request.target} was refused (${refused.auth.cause})`
}

/** A run of which something can be said. @throws UnusableClientError where there is none in several */
async function judgedRun(settings: CheckSettings): Promise<CheckResult> {
  for (let runs = 1; ; runs++) {
    const result = await runUntilRefused(settings)
    if (settings.signal?.aborted) throw new UnusableClientError('the measurement was interrupted')
    if (result.notJudged === undefined || refusalIn(result.recording) !== undefined) return result
    if (runs === MOST_RUNS) throw new UnusableClientError(result.notJudged)
  }
}

/** A run that ends once a request was refused for a session reason: the rest of it would tell nothing new. */
function runUntilRefused({ scenario, signal, ...settings }: CheckSettings): Promise<CheckResult> {
  const refused = new AbortController()
  const watch: ScenarioEvent = {
    at: 0,
    act: ({ journal }) =>
      void journal.listen((entry) => {
        if (entry.kind === 'exchange' && entry.auth.outcome === 'refused') refused.abort()
      }),
  }
  return checkProgram({
    ...settings,
    scenario: { ...scenario, events: [watch, ...(scenario.events ?? [])] },
    signal: AbortSignal.any([refused.signal, ...(signal === undefined ? [] : [signal])]),
  })
}
