import { CONTROLLER_KINDS } from '../../simulator/index.js'
import type { LoadedClient } from '../load-client.js'
import { DrivenClient } from './stdio-client.js'
import { Conversation, DRIVER_PATIENCE, DriverError } from './stdio-conversation.js'
import { PROTOCOL } from './stdio-messages.js'

/** Clients that live in a driver, one at a time. */
export interface Driver extends LoadedClient {
  /** Ends the driver. */
  close(): Promise<void>
}

/**
 * Starts a driver, a program that makes clients of a library in any language: docs/driver-protocol.md. A new client
 * takes the place of the one before; a driver that broke is started anew for the next one.
 * @param command for the shell, or a program and its arguments
 * @throws DriverError when it does not start, or does not speak the protocol
 */
export async function startDriver(
  command: string | readonly string[],
  patience = DRIVER_PATIENCE,
): Promise<Driver> {
  let { conversation, controllers, shows } = await meet(command, patience)
  let client: DrivenClient | undefined
  return {
    controllers,
    createClient: async (environment) => {
      await client?.leave()
      if (conversation.broken !== undefined) ({ conversation } = await meet(command, patience))
      client = new DrivenClient(conversation, environment, shows)
      await client.create()
      return client
    },
    close: () => conversation.close(),
  }
}

async function meet(command: string | readonly string[], patience: typeof DRIVER_PATIENCE) {
  const conversation = new Conversation(command, patience)
  const said = await conversation.tell({ type: 'hello', protocol: PROTOCOL })
  const [ready] = said
  if (ready?.type !== 'ready' || said.length > 1) {
    await conversation.close()
    const found = said.map(({ type }) => type).join(', ') || 'nothing'
    throw new DriverError(
      `expected the driver to answer hello with ready and idle, found ${found} before idle`,
    )
  }
  return { conversation, controllers: ready.controllers ?? CONTROLLER_KINDS, shows: ready.snapshot }
}
