import type { ControllerKind } from '../../simulator/index.js'
import { findLimit, type Limit } from './find-limit.js'
import type { Probe, Strain } from './strain.js'

/** How much of one strain a client survives. */
export interface MeasuredStrain {
  strain: Strain
  limit: Limit
  /** What goes wrong at the smallest value that is not survived; absent where all were. */
  beyond?: string
}

/** How much a client survives, by strain. */
export interface Envelope {
  controller: ControllerKind
  /** How it was measured, in a sentence. */
  time: string
  /** What goes wrong without any strain, so that nothing could be measured; absent where nothing does. */
  undisturbed?: string
  strains: readonly MeasuredStrain[]
}

/** What is measured, and how. */
export interface Measurement<S extends Strain> extends Pick<Envelope, 'controller' | 'time'> {
  strains: readonly S[]
  probe: Probe<S>
  /** Hears of each value before it is tried; of undefined when the client is tried without a strain. */
  onProbe?: (strain: S | undefined, value: number) => void
}

/** Finds the limit of each strain, one after the other. @throws what the probe throws */
export async function measureEnvelope<S extends Strain>(measurement: Measurement<S>): Promise<Envelope> {
  const { controller, time, strains, probe, onProbe } = measurement
  onProbe?.(undefined, 0)
  const undisturbed = await probe(undefined, 0)
  if (undisturbed !== undefined) return { controller, time, undisturbed, strains: [] }
  const measured: MeasuredStrain[] = []
  for (const strain of strains) measured.push(await measureStrain(strain, probe, onProbe))
  return { controller, time, strains: measured }
}

async function measureStrain<S extends Strain>(
  strain: S,
  probe: Probe<S>,
  onProbe: Measurement<S>['onProbe'],
): Promise<MeasuredStrain> {
  const wrong = new Map<number, string>()
  const limit = await findLimit(strain.range, async (value) => {
    onProbe?.(strain, value)
    const found = await probe(strain, value)
    if (found !== undefined) wrong.set(value, found)
    return found === undefined
  })
  const beyond = limit.failed === undefined ? undefined : wrong.get(limit.failed)
  return { strain, limit, ...(beyond === undefined ? {} : { beyond }) }
}
