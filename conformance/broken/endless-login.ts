import { script } from './careful-script.js'

/** Logs in and repeats the request for as long as it is refused. */
export const createClient = script({
  takesPermissionForExpiry: true,
  loginsAfterRefusal: Number.POSITIVE_INFINITY,
})

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc']
