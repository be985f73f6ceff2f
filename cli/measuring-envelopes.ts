import { type Envelope, measureEnvelope } from '../conformance/envelope/measure.js'
import { PLAN_STRAINS, planProbe } from '../conformance/envelope/plan-strains.js'
import { ENVELOPE_FORMATS } from '../conformance/reports/envelope/formats.js'
import { loadIdentity } from '../simulator/http/certificate-authority.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { clientNamed, controllersFor } from './client-option.js'
import { EXIT, UsageError } from './command-line.js'
import { controllerKinds } from './controller-kinds.js'
import { optionsToServe, readControllerOptions } from './controller-options.js'
import { ENVELOPE_FORMAT_NAMES, type EnvelopeArguments } from './envelope.js'
import { interruption } from './interruption.js'
import { signingEnvironment, timeMode } from './pace.js'
import { envelopePace, programEnvelope, strainsNamed, withProgress } from './program-envelopes.js'
import { wantedReports, writeReports } from './report-option.js'

/** Options that only a program after -- has. */
const OF_PROGRAMS = ['time', 'rate', 'token', 'duration'] as const

/**
 * Carries `midrun envelope` out and gives its exit code: a client that does not survive undisturbed work violates what
 * is asked of it, and there is nothing to measure.
 * @throws UsageError
 */
export async function measureWithReport(given: EnvelopeArguments): Promise<number> {
  const reports = await wantedReports(given, ENVELOPE_FORMAT_NAMES)
  const command = given['--'] ?? []
  const envelope = await (command.length === 0 ? envelopeOfClient(given) : envelopeOfProgram(given, command))
  await writeReports(reports, (format) => ENVELOPE_FORMATS[format](envelope))
  return envelope.undisturbed === undefined ? EXIT.ok : EXIT.violated
}

async function envelopeOfClient(given: EnvelopeArguments): Promise<Envelope> {
  const misplaced = OF_PROGRAMS.find((name) => given[name] !== undefined)
  if (misplaced !== undefined || given.http) {
    throw new UsageError(
      `--${misplaced ?? 'http'} goes with a program after -- only: a client or driver lives in virtual time`,
    )
  }
  const strains = strainsNamed(PLAN_STRAINS, given.strain)
  const options = await readControllerOptions(given.config, given.set ?? [])
  const client = await clientNamed(given)
  const [controller] = controllersFor(client, [given.controller]) as [ControllerKind]
  return withProgress((onProbe) =>
    measureEnvelope({
      controller,
      time: 'Virtual time; each limit is told to the last ms or ppm, for a program that calls now and then, and twice a second while a token is in its last 20 s.',
      strains,
      probe: planProbe({ controller, options: options[controller], createClient: client.createClient }),
      onProbe,
    }),
  )
}

async function envelopeOfProgram(given: EnvelopeArguments, command: string[]): Promise<Envelope> {
  const misplaced = (['client', 'driver'] as const).find((name) => given[name] !== undefined)
  if (misplaced !== undefined) throw new UsageError(`--${misplaced} does not go with a program after --`)
  const [controller] = controllerKinds([given.controller]) as [ControllerKind]
  const timed = { ...given, time: given.time ?? 'real' }
  const time = await timeMode(timed, envelopePace(timed, controller))
  const options = (await optionsToServe(given))[controller]
  const measure = programEnvelope(timed, {
    controller,
    time,
    options,
    command,
    identity: given.http ? undefined : await loadIdentity(),
    environment: controller === 'apic' ? signingEnvironment() : {},
    // This process's own output is the report.
    output: 'stderr',
    signal: interruption(),
  })
  return measure()
}
