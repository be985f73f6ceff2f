import {
  ApicClient,
  type ApicEvent,
  ApstraClient,
  type ControllerClient,
  FmcClient,
} from '../clients/index.js'
import type { ClientEnvironment, ClientUnderTest, CreateClient, FollowedEvent } from './client-under-test.js'

/** Midrun's own client for the environment's controller, as a client under test. */
export const createReferenceClient: CreateClient = (environment) => {
  const { controller, known, ...options } = environment
  switch (controller) {
    case 'apic':
      return apicUnderTest(environment)
    case 'fmc':
      return fmcUnderTest(new FmcClient({ ...options, ...known }))
    case 'apstra':
      return apstraUnderTest(new ApstraClient(options), environment)
  }
}

function apicUnderTest({ certificate, connectSocket, ...options }: ClientEnvironment): ClientUnderTest {
  const client = new ApicClient({
    ...options,
    ...(certificate === undefined ? {} : { certificate }),
    ...(connectSocket === undefined ? {} : { socketFactory: connectSocket }),
  })
  // A signature opens no session, and only a session can subscribe.
  if (certificate !== undefined) return underTest(client)
  return {
    ...underTest(client),
    subscribe: async (path, hear) => {
      const subscription = await client.subscribe(path)
      const listen = async () => {
        for await (const event of subscription) hear(told(event))
      }
      listen().catch(() => hear({ type: 'ended' }))
      return () => subscription.unsubscribe()
    },
  }
}

function fmcUnderTest(client: FmcClient): ClientUnderTest {
  return { ...underTest(client), list: (path, limit) => client.list(path, { limit }) }
}

function apstraUnderTest(client: ApstraClient, environment: ClientEnvironment): ClientUnderTest {
  const { url: _url, username: _username, password, ...options } = environment
  return {
    ...underTest(client),
    awaitTask: async ({ blueprintId, taskId, ...options }) => {
      await client.collections.blueprints.tasks.waitFor(blueprintId, taskId, options)
    },
    save: () => client.save(),
    restore: async (saved, withPassword) => {
      const credentials = withPassword ? { password } : {}
      return apstraUnderTest(await ApstraClient.restore(saved, { ...options, ...credentials }), environment)
    },
  }
}

function told(event: ApicEvent): FollowedEvent {
  return 'dn' in event ? { type: event.type, dn: event.dn } : { type: event.type }
}

function underTest(client: ControllerClient<unknown>): ClientUnderTest {
  return {
    request: (call) => client.exchange(call),
    close: () => client.close(),
    snapshot: () => {
      const { state, leftMs, sessionLeftMs, renewalsLeft } = client.session()
      const doubts = client.doubted.length > 0 ? { doubted: client.doubted } : undefined
      // Whatever is left of a token that will not be used again decides nothing.
      if (state === 'stale' || state === 'none') return doubts ?? 'no session'
      return { leftMs, sessionLeftMs, renewalsLeft, ...doubts }
    },
  }
}
