import { script } from './careful-script.js'

/** Lets each of several calls at a time renew the session for itself. */
export const createClient = script({ singleFlight: false, waitsForRequests: false })

/** Controllers that the defect shows on. */
export const controllers = ['apic', 'fmc', 'apstra']
