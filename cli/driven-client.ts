import type { CreateClient } from '../conformance/client-under-test.js'
import { programPath } from '../conformance/drivers/program-path.js'
import { startDriver } from '../conformance/drivers/stdio-driver.js'
import type { LoadedClient } from '../conformance/load-client.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import type { CheckArguments } from './check.js'
import { clientNamed, controllersFor } from './client-option.js'
import { UsageError } from './command-line.js'

/**
 * What makes the client that `--time driven` judges: the driver after `--`, the module that `--client` names, or
 * Midrun's own. Undefined in other times.
 * @throws UsageError, ClientModuleError, DriverError
 */
export async function drivenClient(
  { time, client, http, '--': command = [] }: Pick<CheckArguments, 'time' | 'client' | 'http' | '--'>,
  controller: ControllerKind,
): Promise<CreateClient | undefined> {
  if (time !== 'driven') {
    if (client === undefined) return undefined
    throw new UsageError(
      '--client goes with --time driven only: in other times a program after -- is checked',
    )
  }
  if (http) throw new UsageError('--http does not go with --time driven, which has no sockets')
  if (client !== undefined && command.length > 0) {
    throw new UsageError('--client does not go with a driver after --')
  }
  const loaded = await (command.length > 0 ? driverOf(command) : clientNamed({ client }))
  controllersFor(loaded, [controller])
  return loaded.createClient
}

async function driverOf(command: readonly string[]): Promise<LoadedClient> {
  const [program = ''] = command
  if ((await programPath(program)) === undefined) {
    throw new UsageError(`cannot start ${JSON.stringify(program)}: there is no such program`)
  }
  return startDriver(command)
}
