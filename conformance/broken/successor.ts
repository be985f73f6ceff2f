import type { ClientUnderTest, CreateClient } from '../client-under-test.js'
import { createReferenceClient } from '../reference-clients.js'

type Restore = NonNullable<ClientUnderTest['restore']>

/** The reference client, but it restores saved sessions in another way, which is given the right one. */
export function successor(restoring: (restore: Restore) => Restore): CreateClient {
  return async (environment) => {
    const client = await createReferenceClient(environment)
    const { restore } = client
    if (restore === undefined) throw new TypeError('expected a client that can restore')
    return { ...client, restore: restoring((saved, password) => restore.call(client, saved, password)) }
  }
}
