import { ApicClient, ApstraClient, type ControllerClient, FmcClient } from '../clients/index.js'
import type { ClientUnderTest, CreateClient } from './client-under-test.js'

/** Midrun's own client for the environment's controller, as a client under test. */
export const createReferenceClient: CreateClient = (environment) => {
  const { controller, certificate, known, ...options } = environment
  switch (controller) {
    case 'apic':
      return underTest(new ApicClient(certificate === undefined ? options : { ...options, certificate }))
    case 'fmc':
      return underTest(new FmcClient({ ...options, ...known }))
    case 'apstra':
      return underTest(new ApstraClient(options))
  }
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
