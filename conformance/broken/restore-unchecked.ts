import type { ClientUnderTest } from '../client-under-test.js'
import { successor } from './successor.js'

/** Restores whatever was saved, and finds out by the first call whether it was any good. */
export const createClient = successor((restore) => async (saved, password) => {
  let restored: Promise<ClientUnderTest> | undefined
  const client = () => {
    restored ??= restore(saved, password)
    return restored
  }
  return {
    request: async (call) => (await client()).request(call),
    close: async () => (await restored)?.close?.(),
  }
})

/** Controllers that the defect shows on. */
export const controllers = ['apstra']
