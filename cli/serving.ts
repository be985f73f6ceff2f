import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { CONTROLLER_OPTIONS, firstAccount } from '../simulator/catalogue.js'
import { LiveClock } from '../simulator/clock/live-clock.js'
import { loadIdentity } from '../simulator/http/certificate-authority.js'
import { ListenError, type RunningServers, serve } from '../simulator/http/server.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { PersistenceError } from '../simulator/persistence/persistence-error.js'
import { checkPort, UsageError } from './command-line.js'
import { controllerKinds } from './controller-kinds.js'
import { type ControllerOptions, optionsToServe } from './controller-options.js'
import type { ServeArguments } from './serve.js'
import { announcement, type Reachable, readyLine } from './serve-announcement.js'
import { openServeFiles, type ServeFiles } from './serve-files.js'

/**
 * Serves controllers until SIGINT or SIGTERM.
 * @throws UsageError for arguments that do not fit, and for a port that is taken
 */
export async function serveUntilInterrupted(given: ServeArguments): Promise<void> {
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const { host, port, seed } = given
  checkNumbers(given)
  const kinds = controllerKinds(given.controllers ?? [])
  const options = await optionsToServe(given)
  checkServed(given.set ?? [], kinds)
  const identity = given.http ? undefined : await loadIdentity({ hosts: namedHosts(host) })
  const controlToken = isLoopback(host) ? undefined : randomBytes(24).toString('base64url')
  const files = await openServeFiles(given, kinds)
  const running = await start(files, {
    controllers: Object.fromEntries(kinds.map((kind) => [kind, options[kind]])),
    host,
    port,
    journalCapacity: given['journal-limit'],
    clock: new LiveClock({ rate: given.rate }),
    prepare: (simulators) => files.prepare(simulators),
    ...(identity === undefined ? {} : { certificate: identity.server, signWebToken: identity.signWebToken }),
    ...(seed === undefined ? {} : { seed: files.seed(seed) }),
    ...(controlToken === undefined ? {} : { controlToken }),
  })
  const reachable = reachableControllers(kinds, running, options)
  const ready = { controllers: reachable, caFile: identity?.caFile, controlToken }
  console.log(given.json ? readyLine(ready) : announcement(ready))
  await interrupted
  await running.close()
  await files.close()
}

async function start(files: ServeFiles, settings: Parameters<typeof serve>[0]): Promise<RunningServers> {
  try {
    return await serve(settings)
  } catch (error) {
    files.discard()
    if (error instanceof ListenError || error instanceof PersistenceError) throw new UsageError(error.message)
    throw error
  }
}

function checkNumbers({ port, rate, 'journal-limit': journalLimit, host }: ServeArguments): void {
  checkPort(port, 65_533)
  if (typeof rate !== 'number' || !(rate > 0 && rate <= 1_000_000)) {
    throw new UsageError(`--rate: expected a number above 0, and 1000000 at most, found ${rate}`)
  }
  if (!Number.isInteger(journalLimit) || journalLimit < 1) {
    throw new UsageError(
      `--journal-limit: expected a whole number of entries from 1 on, found ${journalLimit}`,
    )
  }
  if (typeof host !== 'string' || host === '')
    throw new UsageError('--host: expected one host name or address')
}

/** A setting for a controller that does not run would do nothing, which nobody means. */
function checkServed(settings: readonly string[], kinds: readonly string[]): void {
  for (const setting of settings) {
    const name = setting.slice(0, setting.indexOf('.'))
    if (!kinds.includes(name)) {
      throw new UsageError(
        `--set: expected an option of ${kinds.join(', ')}, found one of ${name}, which is not served`,
      )
    }
  }
}

function reachableControllers(
  kinds: readonly ControllerKind[],
  { servers }: RunningServers,
  options: ControllerOptions,
): Partial<Record<ControllerKind, Reachable>> {
  return Object.fromEntries(
    kinds.map((kind) => {
      const { url, controlUrl } = servers[kind]!
      const login = url + loginPath(kind, options[kind])
      return [kind, { url, ...firstAccount(kind, options[kind]), login, control: controlUrl }]
    }),
  )
}

/** Path of a controller's login; where an Apstra has two, the newer one. */
function loginPath(kind: ControllerKind, options: Record<string, unknown>): string {
  if (kind === 'apic') return '/api/aaaLogin.json'
  if (kind === 'fmc') return '/api/fmc_platform/v1/auth/generatetoken'
  const { loginPaths } = CONTROLLER_OPTIONS.apstra.parse(options)
  return `/api/${loginPaths.includes('aaa') ? 'aaa' : 'user'}/login`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Hosts that the certificate must name besides the loopback ones. */
function namedHosts(host: string): string[] {
  return host === '0.0.0.0' || host === '::' ? [] : [host]
}
