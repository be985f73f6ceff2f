import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { type CheckSettings, checkProgram } from '../check.js'
import { UnusableClientError } from '../client-under-test.js'
import type { Scenario } from '../drivers/scenarios.js'
import type { SearchRange } from './find-limit.js'
import type { Probe, Strain } from './strain.js'

/** A strain on any program; each time it is tried, the program runs. */
export interface ProgramStrain extends Strain {
  /** The circumstances in which it is so large. */
  scenario(value: number): Pick<Scenario, 'clockOffsetMs' | 'events'>
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

/** Every strain on a program. */
export const PROGRAM_STRAINS: readonly ProgramStrain[] = [
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
    range: { smallest: 100, largest: 60 * SECOND, step: 10, ratio: 1.25 },
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

/** Probes a program on sockets. @throws ProgramStartError, UnusableClientError where a run cannot be judged */
export function programProbe(settings: Omit<CheckSettings, 'scenario' | 'rules'>): Probe<ProgramStrain> {
  return async (strain, value) => {
    const scenario: Scenario = {
      name: strain?.name ?? 'steady',
      title: 'Probes of the tolerance envelope.',
      controllers: CONTROLLER_KINDS,
      ...strain?.scenario(value),
    }
    const { end, notJudged, recording } = await checkProgram({ ...settings, scenario, rules: [] })
    if (settings.signal?.aborted) throw new UnusableClientError('the measurement was interrupted')
    if (notJudged !== undefined) throw new UnusableClientError(notJudged)
    const refused = recording.exchanges.find(({ auth }) => auth.outcome === 'refused')
    if (refused?.auth.outcome === 'refused') {
      return `${refused.request.method} ${refused.request.target} was refused (${refused.auth.cause})`
    }
    if (end.stopped) return 'the program did not end in its time'
    return end.exitCode === 0 ? undefined : `the program ended with ${end.exitCode}`
  }
}
