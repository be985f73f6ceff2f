import { CONTROLLER_KINDS } from '../simulator/index.js'
import { startDriver } from './drivers/stdio-driver.js'
import { type LoadedClient, loadClient } from './load-client.js'
import { createReferenceClient } from './reference-clients.js'

/** Where a client under test comes from; Midrun's own where nothing is given, and never both. */
export interface ClientSource {
  /** Module that exports `createClient`. */
  client?: string | undefined
  /** Command that starts a driver, for the shell. */
  driver?: string | undefined
}

/**
 * The client under test, ready to be made.
 * @throws ClientModuleError, DriverError
 */
export async function loadClientFrom({ client, driver }: ClientSource): Promise<LoadedClient> {
  if (driver !== undefined) return startDriver(driver)
  if (client !== undefined) return loadClient(client)
  return { createClient: createReferenceClient, controllers: CONTROLLER_KINDS }
}

const DRIVER_NAME = 'driver '

/** A name for the client under test that tells it from others, in kept failures. */
export function sourceName({ client, driver }: ClientSource): string {
  return driver === undefined ? (client ?? 'reference') : DRIVER_NAME + driver
}

/** Whether a name of {@link sourceName} is that of a driver. */
export function isDriverName(name: string): boolean {
  return name.startsWith(DRIVER_NAME)
}
