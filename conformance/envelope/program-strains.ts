import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { type CheckResult, type CheckSettings, checkProgram } from '../check.js'
import { UnusableClientError } from '../client-under-test.js'
import type { Scenario } from '../drivers/scenarios.js'
import type { SearchRange } from './find-limit.js'
import type { Probe, Strain } from './strain.js'

/** A strain on any program; each time it is tried, the program runs. */
export interface ProgramStrain extends Strain {
  /** The circumstances in which it is so large. */
  scenario(value: number): Partial<Scenario>
}

const SECOND = 1000
/** Of requests: more than any run has. */
const EACH = 1_000_000_000
/** Large steps and a coarse limit, for each value costs a whole run. */
const OFFSET: SearchRange = {
  smallest: SECOND,
  largest: 30 * 86_400 * SECOND,
  step: SECOND,
  ratio: 1.25,
  climb: 16,
}

/** Runs of one value, where the machine was too busy to judge those before. */
const MOST_RUNS = 3

/**
 * Every strain on a program whose tokens live so many s.
 * A reply is never made to take longer than that: no program could be quick enough, and few would get as far as that.
 */
export function programStrains(tokenSeconds: number): readonly ProgramStrain[] {
  return [
    {
      name: 'clock-ahead',
      title: "the program's clock is ahead by",
      unit: 'ms',
      range: OFFSET,
      scenario: (ms) => ({ clockOffsetMs: ms }),
    },
    {
      name: 'clock-behind',
      title: "the program's clock is behind by",
      unit: 'ms',
      range: OFFSET,
      scenario: (ms) => ({ clockOffsetMs: -ms }),
    },
    {
      name: 'latency',
      title: 'each reply takes',
      unit: 'ms',
      range: { smallest: 100, largest: tokenSeconds * SECOND, step: 10, ratio: 1.25 },
      scenario: (delayMs) => ({
        events: [
          {
            at: 0,
            act: ({ faults }) => void faults.arm({ type: 'latency', times: EACH, options: { delayMs } }),
          },
        ],
      }),
    },
  ]
}

/**
 * Probes a program on sockets, by a whole run for each value. One that has to be stopped at the end of its time has
 * survived until then.
 * @throws ProgramStartError, UnusableClientError where a run cannot be judged
 */
export function programProbe(settings: Omit<CheckSettings, 'scenario' | 'rules'>): Probe<ProgramStrain> {
  return async (strain, value) => {
    const scenario: Scenario = {
      name: strain?.name ?? 'steady',
      title: 'A probe of the tolerance envelope.',
      controllers: CONTROLLER_KINDS,
      ...strain?.scenario(value),
    }
    const { end, recording } = await judgedRun({ ...settings, scenario, rules: [] })
    const refused = recording.exchanges.find(({ auth }) => auth.outcome === 'refused')
    if (refused?.auth.outcome === 'refused') {
      return `${refused.request.method} ${refused.request.target} was refused (${refused.auth.cause})`
    }
    return end.stopped || end.exitCode === 0 ? undefined : `the program ended with ${end.exitCode}`
  }
}

/** A run of which something can be said. @throws UnusableClientError where there is none in several */
async function judgedRun(settings: CheckSettings): Promise<CheckResult> {
  for (let runs = 1; ; runs++) {
    const result = await checkProgram(settings)
    if (settings.signal?.aborted) throw new UnusableClientError('the measurement was interrupted')
    if (result.notJudged === undefined) return result
    if (runs === MOST_RUNS) throw new UnusableClientError(result.notJudged)
  }
}
