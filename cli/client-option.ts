import type { LoadedClient } from '../conformance/load-client.js'
import { CONTROLLER_KINDS } from '../simulator/catalogue.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'
import { controllerKinds } from './controller-options.js'

/**
 * The client that `--client` names, or Midrun's own. A module that is not there, or is no client, is wrong usage; one
 * that breaks while it loads cannot be judged.
 * @throws UsageError, ClientModuleError
 */
export async function clientNamed(module: string | undefined): Promise<LoadedClient> {
  if (module === undefined) {
    const { createReferenceClient } = await import('../conformance/reference-clients.js')
    return { createClient: createReferenceClient, controllers: CONTROLLER_KINDS }
  }
  const { ClientModuleError, loadClient } = await import('../conformance/load-client.js')
  try {
    return await loadClient(module)
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
