import { type CheckSettings, timeStatement } from '../conformance/check.js'
import { ProgramStartError } from '../conformance/drivers/program.js'
import { type Envelope, measureEnvelope } from '../conformance/envelope/measure.js'
import { programProbe } from '../conformance/envelope/program-probe.js'
import { type Lifetimes, programStrains } from '../conformance/envelope/program-strains.js'
import type { Strain } from '../conformance/envelope/strain.js'
import { TOKENS } from '../conformance/envelope/work.js'
import { amountText } from '../conformance/reports/envelope/limit-text.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'
import { type Pace, type PaceArguments, paceOf } from './pace.js'
import { ProgressLine } from './progress-line.js'

/** What was asked for about the envelope of a program. */
export interface ProgramEnvelopeArguments extends PaceArguments {
  strain?: string[] | undefined
}

/** A program and its controller, whatever happens to it and for how long. */
export type ProgramSetting = Omit<
  CheckSettings,
  'scenario' | 'rules' | 'tokenSeconds' | 'durationSeconds' | 'clocks'
>

/** How long a program works each time: for as many tokens as a client in virtual time, unless it is told. @throws UsageError */
export function envelopePace(given: PaceArguments, controller: ControllerKind): Pace {
  const pace = paceOf(given, controller)
  return { ...pace, durationSeconds: given.duration ?? TOKENS[controller] * pace.tokenSeconds }
}

/**
 * Gets ready to measure the envelope of a program; the function that it gives does so.
 * @throws UsageError where there is no such strain; the function does where the program cannot be started
 */
export function programEnvelope(
  given: ProgramEnvelopeArguments,
  setting: ProgramSetting,
): () => Promise<Envelope> {
  const { controller, time } = setting
  const work = envelopePace(given, controller)
  const jumps = time.name === 'adaptive'
  const slowWork = jumps ? shortened(work, controller) : work
  const strains = strainsNamed(programStrains({ work, slowWork, jumps }), given.strain)
  const slow =
    jumps && strains.some(({ name }) => name === 'latency')
      ? ` Slow replies take real time: they are tried with tokens of ${slowWork.tokenSeconds} s, for ${slowWork.durationSeconds} s.`
      : ''
  return async () => {
    try {
      return await withProgress((onProbe) =>
        measureEnvelope({
          controller,
          time: `${timeStatement({ time, ...work })}${slow} Each limit is told to about a quarter.`,
          strains,
          probe: programProbe({ ...setting, ...work }),
          onProbe,
        }),
      )
    } catch (error) {
      if (error instanceof ProgramStartError) throw new UsageError(error.message)
      throw error
    }
  }
}

/** The same work with tokens as short-lived as in real time, for slow replies take that in adaptive time as well. */
function shortened({ tokenSeconds, durationSeconds }: Pace, controller: ControllerKind): Lifetimes {
  const short = Math.min(tokenSeconds, paceOf({ time: 'real' }, controller).tokenSeconds)
  return { tokenSeconds: short, durationSeconds: Math.ceil((durationSeconds * short) / tokenSeconds) }
}

/** Shows on the terminal what is being tried. */
export async function withProgress(
  measure: (onProbe: (strain: Strain | undefined, value: number) => void) => Promise<Envelope>,
): Promise<Envelope> {
  const line = new ProgressLine()
  try {
    return await measure((strain, value) =>
      line.update(strain === undefined ? 'undisturbed' : `${strain.title} ${amountText(strain.unit, value)}`),
    )
  } finally {
    line.end()
  }
}

/** The strains that were named, in their order; all when none is. @throws UsageError */
export function strainsNamed<S extends Strain>(
  offered: readonly S[],
  names: readonly string[] = [],
): readonly S[] {
  const unknown = names.find((name) => !offered.some((strain) => strain.name === name))
  if (unknown !== undefined) {
    const known = offered.map(({ name }) => name).join(', ')
    throw new UsageError(`--strain: expected ${known}, found ${JSON.stringify(unknown)}`)
  }
  return names.length === 0 ? offered : offered.filter(({ name }) => names.includes(name))
}
