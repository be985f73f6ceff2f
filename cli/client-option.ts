import type { Argv } from 'yargs'
import type { ClientSource } from '../conformance/client-source.js'
import type { LoadedClient } from '../conformance/load-client.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'
import { controllerKinds } from './controller-kinds.js'

/** Options that say which client is judged. */
export function clientOptions<T>(yargs: Argv<T>) {
  return yargs
    .option('client', {
      describe: "Module that exports createClient: a path or a package; Midrun's own clients unless given",
      string: true,
      requiresArg: true,
    })
    .option('driver', {
      describe: 'Command that starts a driver of a client in any language, in place of --client',
      string: true,
      requiresArg: true,
    })
    .conflicts('client', 'driver')
}

/**
 * The client that `--client` or `--driver` names, or Midrun's own. A module that is not there, or is no client, is wrong usage; one
 * that breaks while it loads cannot be judged.
 * @throws UsageError, ClientModuleError, DriverError
 */
export async function clientNamed(source: ClientSource): Promise<LoadedClient> {
  // Loaded here so that other commands, and --help, start without it.
  const { loadClientFrom } = await import('../conformance/client-source.js')
  const { ClientModuleError } = await import('../conformance/load-client.js')
  try {
    return await loadClientFrom(source)
  } catch (error) {
    if (error instanceof ClientModuleError && error.problem !== 'does-not-load') {
      throw new UsageError(`--client: ${error.message}`)
    }
    throw error
  }
}

/**
 * The controllers that were named and that the client can talk to; all that it can talk to when none is named.
 * @throws UsageError when one was named that it cannot talk to
 */
export function controllersFor(client: LoadedClient, named: readonly string[]): ControllerKind[] {
  const kinds = controllerKinds(named)
  const able = kinds.filter((kind) => client.controllers.includes(kind))
  if (named.length > 0 && able.length < kinds.length) {
    const missing = kinds.filter((kind) => !able.includes(kind))
    throw new UsageError(
      `--controller: expected one that the client can talk to (${client.controllers.join(', ')}), found ${missing.join(', ')}`,
    )
  }
  return able
}
