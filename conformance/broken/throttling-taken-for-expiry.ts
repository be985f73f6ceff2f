import { script } from './careful-script.js'

/** Logs in when a call is turned away with 429, and sends it again at once, for as long as that goes on. */
export const createClient = script({
  takesThrottlingForExpiry: true,
  loginsAfterRefusal: Number.POSITIVE_INFINITY,
})

/** Controllers that the defect shows on. */
export const controllers = ['fmc']
