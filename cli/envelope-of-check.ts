import { UnusableClientError } from '../conformance/client-under-test.js'
import type { Envelope } from '../conformance/envelope/measure.js'
import { printable } from '../conformance/reports/printable.js'
import type { CheckArguments } from './check.js'
import { UsageError } from './command-line.js'
import { type ProgramSetting, programEnvelope } from './program-envelopes.js'

/** Options of a check that say themselves how the clocks differ. */
const OF_CLOCKS = { clockOffset: '--clock-offset', clockDrift: '--clock-drift', clockStep: '--clock-step' }

/** Looks whether an envelope can be measured beside a check, before anything is started. @throws UsageError */
export function assertEnvelopeFits(given: CheckArguments): void {
  if (!given.envelope) {
    if (given.strain !== undefined) throw new UsageError('--strain goes with --envelope only')
    return
  }
  if (given.time === 'driven') {
    throw new UsageError(
      '--envelope does not go with --time driven: measure a driver by midrun envelope --driver, a module by midrun envelope --client',
    )
  }
  if (given.shard !== undefined) {
    throw new UsageError(
      '--envelope does not go with --shard: an envelope is of the whole program, measure it in one job by midrun envelope',
    )
  }
  for (const [name, option] of Object.entries(OF_CLOCKS)) {
    if (given[name as keyof typeof OF_CLOCKS] !== undefined) {
      throw new UsageError(`--envelope does not go with ${option}: it moves the program's clocks itself`)
    }
  }
}

/**
 * Gets ready to measure what a program survives, beside its check, if that is asked for; the function that it gives does
 * so. Verdicts are worth telling where nothing can be measured: stderr then says why.
 * @throws UsageError
 */
export function envelopeOfCheck(
  given: CheckArguments,
  setting: ProgramSetting,
): () => Promise<Envelope | undefined> {
  if (!given.envelope) return async () => undefined
  const measure = programEnvelope(given, setting)
  return async () => {
    if (setting.signal?.aborted) return undefined
    try {
      return await measure()
    } catch (error) {
      if (!(error instanceof UnusableClientError)) throw error
      console.error(`What the client survives could not be measured: ${printable(error.message)}`)
      return undefined
    }
  }
}
