import type { CreateClient } from '../client-under-test.js'
import { createReferenceClient } from '../reference-clients.js'

/** Leaves its session on the controller when it is closed, although nobody saved it. */
export const createClient: CreateClient = async (environment) => {
  const client = await createReferenceClient(environment)
  const { save } = client
  if (save === undefined) return { ...client, close: async () => {} }
  let saved = false
  return {
    ...client,
    save: () => {
      saved = true
      return save.call(client)
    },
    close: async () => {
      if (saved) await client.close?.()
    },
  }
}

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
