import type { CreateClient, FollowedEvent } from '../client-under-test.js'
import { createReferenceClient } from '../reference-clients.js'

/** Says whether an event is passed on. @param heard kinds of the events up to this one, passed on or not */
type Passes = (event: FollowedEvent, heard: ReadonlySet<FollowedEvent['type']>) => boolean

/** The reference client, but its subscriptions tell the program only the events that pass. */
export function follower(passes: Passes): CreateClient {
  return async (environment) => {
    const client = await createReferenceClient(environment)
    return {
      ...client,
      subscribe: async (path, hear) => {
        if (client.subscribe === undefined) throw new TypeError('expected a client that can subscribe')
        const heard = new Set<FollowedEvent['type']>()
        return client.subscribe(path, (event) => {
          heard.add(event.type)
          if (passes(event, heard)) hear(event)
        })
      },
    }
  }
}
